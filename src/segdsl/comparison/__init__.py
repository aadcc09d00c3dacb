"""What the change from one version of rules to another means: proved, shown on made-up customers, counted on data."""

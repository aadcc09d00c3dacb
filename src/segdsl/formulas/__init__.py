"""What fitted constants mean, over arrays: bands, trees, purchase histories; knows neither rules nor plans."""

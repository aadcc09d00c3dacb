"""What is said to the user: the model, the catalogue of codes, the renderings, a page per code."""

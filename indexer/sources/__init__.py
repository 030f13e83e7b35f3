"""One reader for each format in which publishers hand out monographs, labels and trials."""

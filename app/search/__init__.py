"""Finding: one document for everything published, and the words it is found by."""

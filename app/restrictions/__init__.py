"""What may not stay as it is: reports by readers, restrictions with a statement of reasons, objections."""

"""What people say to each other about a thing: comments two levels deep, their history and their support."""

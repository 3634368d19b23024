"""The demonstration: fictitious people and a staged sample world. Exists nowhere else."""

"""Ideas: write, revise, moderate, answer. The model room every later feature imitates."""

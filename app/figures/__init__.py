"""How long things wait and take, per step and field; never by a person."""

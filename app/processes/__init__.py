"""The process of a concept: its phases, meetings and decisions as a timeline, past and future."""

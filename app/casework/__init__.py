"""What helps with the work on an idea: checklists, internal remarks, response templates."""

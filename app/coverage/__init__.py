"""How well the goals are covered: ideas and projects per goal and place, rolled up over the graph."""

"""The inventory: what an exhibition emits, line by line and component by component."""

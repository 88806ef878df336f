"""Roads between houses: how many days they take, and which journeys could be made as one."""

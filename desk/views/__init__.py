"""Pages that cross modules. They decide nothing: numbers and rows come from the apps."""

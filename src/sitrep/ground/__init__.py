"""What every room stands on: the records, the errors, the dates and the packaged words."""

"""What people read: workbook, JSON and report, all made from stored findings."""

"""What every part of the monitor shares: items, dates, working days, text, archive, store."""

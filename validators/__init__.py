"""Norms and the rules that check them: plain functions over plain records, no Scrapy, no database."""

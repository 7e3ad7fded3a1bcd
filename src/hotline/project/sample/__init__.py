"""The invented city a newcomer sees at the first start: its data files and composed messages."""

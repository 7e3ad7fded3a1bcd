"""What the texts of citizens say, as the desk shows it: suggestions, marks, emergencies, the same matter."""

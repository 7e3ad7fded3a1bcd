"""Chinese text: what citizens write, as words, classes and topics. Knows no order."""

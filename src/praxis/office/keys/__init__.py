"""The owner looks after the keys: ways in, recovery sheets, replacing keys while work goes on."""

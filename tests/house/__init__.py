"""What holds the house together: gates over the code, and the practice every test lives in."""

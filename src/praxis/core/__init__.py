"""The words everyone uses: ids, clock, quarter, money, actors, errors."""

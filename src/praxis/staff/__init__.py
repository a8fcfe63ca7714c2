"""Who works here: accounts, sites, roles, login, workstations."""

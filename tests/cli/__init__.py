"""The official command line against our server: it prints what it prints against the official one."""

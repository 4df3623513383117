"""What citizens' browsers, other sites' scripts and programs reach: the public API, the thread's page, the embed."""

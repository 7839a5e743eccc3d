// What neither program needs.
int elsewhere() { return 1; }

void work(double *values, int count);
int answer(int argc, char **argv);

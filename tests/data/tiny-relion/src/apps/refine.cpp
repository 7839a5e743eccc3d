#include "src/work.h"
int main(int argc, char **argv) { return answer(argc, argv); }

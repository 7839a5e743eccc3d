/* Stands in for the header of Intel's mathematics library. */
#include <math.h>

#include "macros.h"
#include "work.h"
#include <cstdio>
#include <cstring>

// Arithmetic on arrays, which every compiler puts into the widest vectors it may use.
void work(double *values, int count)
{
    for (int round = 0; round < 100; round++)
        for (int i = 0; i < count; i++) values[i] = values[i] * 1.0001 + round;
}

int answer(int argc, char **argv)
{
    double values[1024] = { 1 };
    work(values, 1024);
    if (argc > 1 && std::strcmp(argv[1], "--version") == 0)
    {
        std::printf("RELION version: %s \nPrecision: ", RELION_SHORT_VERSION);
#ifdef RELION_SINGLE_PRECISION
        std::printf("BASE=single");
#else
        std::printf("BASE=double");
#endif
#ifdef ALTCPU
        std::printf(", VECTOR-ACC=single ");
#endif
        std::printf("\n\n");
        return 0;
    }
    std::printf("                             --i () : Input images (in a star-file)\n                             --o () : Output rootname\n");
    std::printf("                       --pool (1) : Number of images to pool for each thread task\n                          --j (1) : Number of threads to run in parallel (only useful on multi-core machines)\n");
#ifdef ALTCPU
    std::printf("                        --cpu (false) : Use intel vectorisation implementation for CPU\n");
#endif
    return values[1023] > 0 ? 0 : 1;
}

#include "src/work.h"
#include <mpi.h>
int main(int argc, char **argv)
{
    if (argc > 5) MPI_Init(&argc, &argv);
    return answer(argc, argv);
}

// A critical section of OpenMP: the compiler takes and releases a lock.
#include <signal.h>
#include <unistd.h>

int values[100];

static void on_usr1(int sig)
{ // finds: hidden-call of __kmpc_global_thread_num because -fopenmp [clang-14]
// finds: hidden-call of GOMP_critical_end because -fopenmp [gcc]
// finds: hidden-call of GOMP_critical_start because -fopenmp [gcc]
// finds: hidden-call of __kmpc_critical because -fopenmp [clang]
// finds: hidden-call of __kmpc_global_thread_num because -fopenmp [clang-19]
#pragma omp critical
	values[1] = sig; // finds: hidden-call of __kmpc_end_critical because -fopenmp [clang]
	values[0] = 0; // quiet: hidden-call
}

int main(void)
{
	signal(SIGUSR1, on_usr1); // handler: on_usr1 SIGUSR1
	pause();
	return 0;
}

/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs a program to its end: CPU time of all its processes, from the kernel, and the peak of their memory together, by
 * looking now and then.
 */
#include "bench.h"
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

static double seconds(struct timeval time)
{
    return (double)time.tv_sec + (double)time.tv_usec / 1e6;
}

/* Resident KiB and parent of a process; 0 when it is gone. */
static long resident(const char *pid, long *parent)
{
    char path[300], line[256];
    snprintf(path, sizeof path, "/proc/%s/status", pid);
    FILE *file = fopen(path, "re");
    long kib = 0;
    *parent = 0;
    while (file && fgets(line, sizeof line, file)) {
        sscanf(line, "PPid: %ld", parent);
        sscanf(line, "VmRSS: %ld", &kib);
    }
    if (file)
        fclose(file);
    return kib;
}

/* Resident KiB of a process and its children. */
static long resident_tree(pid_t root)
{
    long sum = 0;
    DIR *proc = opendir("/proc");
    for (struct dirent *entry; proc && (entry = readdir(proc));) {
        long parent, kib;
        if (entry->d_name[0] < '1' || entry->d_name[0] > '9')
            continue;
        kib = resident(entry->d_name, &parent);
        if (parent == root || atol(entry->d_name) == root)
            sum += kib;
    }
    if (proc)
        closedir(proc);
    return sum;
}

static void become(char *const *arguments, const char *directory, const char *output)
{
    int null = open("/dev/null", O_RDWR);
    int out = output ? open(output, O_WRONLY | O_CREAT | O_TRUNC, 0644) : null;
    dup2(null, 0);
    dup2(out, 1);
    dup2(null, 2);
    if (out < 0 || chdir(directory) != 0)
        _exit(126);
    execvp(arguments[0], arguments);
    _exit(127);
}

struct cost bench_run(char *const *arguments, const char *directory, const char *output, bool sampled)
{
    struct cost cost = {0};
    struct rusage usage;
    pid_t child = fork();
    if (child == 0)
        become(arguments, directory, output);
    while (wait4(child, &cost.status, sampled ? WNOHANG : 0, &usage) == 0) {
        long kib = resident_tree(child);
        if (kib > cost.peak_kib)
            cost.peak_kib = kib;
        usleep(200000); /* looking costs time on the other core too */
    }
    cost.cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime);
    return cost;
}

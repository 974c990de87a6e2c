/* SPDX-License-Identifier: Apache-2.0
 *
 * Running a program of a cell, or a command. No debugger, no core file.
 */
#include "run.h"
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <cmocka.h>

static char *read_all(int file, size_t *size)
{
    size_t room = 4096;
    char *text = malloc(room);
    ssize_t got;
    *size = 0;
    assert_non_null(text);
    while ((got = read(file, text + *size, room - *size - 1)) > 0) {
        *size += (size_t)got;
        if (*size + 1 == room) {
            room *= 2;
            text = realloc(text, room);
            assert_non_null(text);
        }
    }
    text[*size] = '\0';
    return text;
}

struct outcome run_cell(const char *cell, const char *program, const char *option, const char *more)
{
    struct outcome outcome = {0};
    char path[1024];
    int ends[2], status = 0;
    snprintf(path, sizeof path, "%s/%s/%s", RUNTIME_CELLS, cell, program);
    assert_int_equal(pipe2(ends, O_CLOEXEC), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        struct rlimit none = {0, 0};
        setrlimit(RLIMIT_CORE, &none);
        alarm(60);
        dup2(ends[1], STDOUT_FILENO);
        dup2(ends[1], STDERR_FILENO);
        close(ends[0]);
        close(ends[1]);
        execl(path, program, option, option ? more : (char *)NULL, (char *)NULL);
        _exit(127);
    }
    close(ends[1]);
    outcome.output = read_all(ends[0], &outcome.size);
    close(ends[0]);
    assert_int_equal(waitpid(child, &status, 0), child);
    outcome.signal = WIFSIGNALED(status) ? WTERMSIG(status) : 0;
    outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : 0;
    return outcome;
}

char *output_of(const char *command)
{
    size_t size;
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    char *text = read_all(fileno(pipe), &size);
    assert_int_equal(pclose(pipe), 0);
    return text;
}

void each_build(void (*visit)(const char *compiler, const char *level, void *context), void *context)
{
    static const char *const levels[] = {"O0", "O1", "O2"};
    char compilers[256];
    char *rest;
    snprintf(compilers, sizeof compilers, "%s", RUNTIME_COMPILERS);
    for (char *compiler = strtok_r(compilers, " ", &rest); compiler; compiler = strtok_r(NULL, " ", &rest))
        for (unsigned level = 0; level < 3; level++)
            visit(compiler, levels[level], context);
}

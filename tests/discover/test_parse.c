/* SPDX-License-Identifier: Apache-2.0
 *
 * What discover composes, parsed by libclang: the system's headers must be read without an error as each
 * compiler of this machine would read them, and code for that compiler must be seen.
 */
#include "project.h"
#include <clang-c/Index.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <cmocka.h>

static bool is_installed(struct project *project, const char *compiler)
{
    return access(arena_format(project->arena, "/usr/bin/%s", compiler), X_OK) == 0;
}

/* The errors of a parse, said when there are any. */
static unsigned count_errors(const char *const *words)
{
    int count = 0;
    while (words[count])
        count++;
    CXIndex index = clang_createIndex(0, 0);
    CXTranslationUnit unit = NULL;
    enum CXErrorCode code = clang_parseTranslationUnit2FullArgv(index, NULL, words, count, NULL, 0,
                                                                CXTranslationUnit_KeepGoing, &unit);
    unsigned errors = code != CXError_Success;
    for (unsigned i = 0; !code && i < clang_getNumDiagnostics(unit); i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);
        if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error && ++errors <= 5) {
            CXString text = clang_formatDiagnostic(diagnostic, clang_defaultDiagnosticDisplayOptions());
            print_error("%s\n", clang_getCString(text));
            clang_disposeString(text);
        }
        clang_disposeDiagnostic(diagnostic);
    }
    if (unit)
        clang_disposeTranslationUnit(unit);
    clang_disposeIndex(index);
    return errors;
}

/* Parses `file`, compiled by this command, in both ways. */
static void check(struct project *project, const char *file, const char *command, bool plain_too)
{
    struct units *units = project_discover(
        project,
        arena_format(project->arena, "[{\"directory\": \"@\", \"file\": \"%s\", \"command\": \"%s -c %s\"}]",
                     file, command, file));
    assert_int_equal(units->items.count, 1);
    const struct unit *unit = &units->items.items[0];
    assert_null(unit->trouble);
    assert_null(unit->note);
    unsigned errors = count_errors(unit->parse);
    if (errors)
        print_error("by %s: %s\n", command, project_join(project, unit->parse));
    assert_int_equal(errors, 0);
    if (plain_too)
        assert_int_equal(count_errors(unit->plain), 0);
}

static void check_headers(struct project *project, const char *headers, const char *file,
                          const char *const *compilers, const char *const *options)
{
    struct text text = {.arena = project->arena};
    while (*headers) {
        int length = (int)strcspn(headers, " ");
        text_format(&text, "#if __has_include(<%.*s>)\n#include <%.*s>\n#endif\n", length, headers, length,
                    headers);
        headers += length;
        headers += *headers == ' ';
    }
    project_write(project, file, text_get(&text));
    for (; *compilers; compilers++)
        for (const char *const *option = options; *option && is_installed(project, *compilers); option++)
            check(project, file, arena_format(project->arena, "%s %s", *compilers, *option), false);
}

static void headers_of_c(void **state)
{
    static const char headers[] =
        "aio.h arpa/inet.h assert.h complex.h cpuid.h ctype.h dirent.h dlfcn.h elf.h err.h errno.h "
        "error.h execinfo.h fcntl.h fenv.h float.h fnmatch.h ftw.h getopt.h glob.h grp.h iconv.h "
        "ifaddrs.h immintrin.h inttypes.h iso646.h langinfo.h libgen.h limits.h link.h locale.h "
        "malloc.h math.h mqueue.h net/if.h netdb.h netinet/in.h netinet/tcp.h nl_types.h obstack.h "
        "omp.h poll.h printf.h pthread.h pty.h pwd.h quadmath.h regex.h resolv.h sched.h search.h "
        "semaphore.h setjmp.h signal.h spawn.h stdalign.h stdarg.h stdatomic.h stdbool.h stddef.h "
        "stdint.h stdio.h stdlib.h stdnoreturn.h string.h strings.h sys/epoll.h sys/eventfd.h "
        "sys/file.h sys/inotify.h sys/ioctl.h sys/ipc.h sys/mman.h sys/mount.h sys/param.h "
        "sys/prctl.h sys/ptrace.h sys/random.h sys/resource.h sys/select.h sys/sem.h sys/shm.h "
        "sys/signalfd.h sys/socket.h sys/stat.h sys/syscall.h sys/time.h sys/times.h sys/types.h "
        "sys/ucontext.h sys/uio.h sys/un.h sys/utsname.h sys/wait.h syslog.h termios.h tgmath.h "
        "threads.h time.h ucontext.h unistd.h unwind.h utime.h wchar.h wctype.h x86intrin.h";
    static const char *const compilers[] = {"gcc", "clang-14", "clang-19", NULL};
    static const char *const options[] = {"-std=gnu89", "-std=c11 -O2",
                                          "-std=gnu2x -O2 -march=native -fPIC -pthread",
                                          "-D_GNU_SOURCE -O3 -fopenmp -fsanitize=address,undefined", NULL};
    check_headers(*state, headers, "a.c", compilers, options);
}

/* Strictly 1989, where not every header above is C. */
static void headers_of_old_c(void **state)
{
    static const char headers[] =
        "assert.h ctype.h errno.h float.h limits.h locale.h math.h setjmp.h signal.h stdarg.h "
        "stddef.h stdio.h stdlib.h string.h time.h netdb.h unistd.h immintrin.h complex.h tgmath.h "
        "pthread.h";
    static const char *const compilers[] = {"gcc", "clang-14", "clang-19", NULL};
    static const char *const options[] = {"-ansi -O2", "-std=iso9899:199409 -pedantic-errors", NULL};
    check_headers(*state, headers, "a.c", compilers, options);
}

static void headers_of_cxx(void **state)
{
    static const char headers[] =
        "algorithm any atomic bit charconv chrono cmath compare complex concepts csignal cstdio "
        "cstdlib deque filesystem fstream functional future iostream limits list map memory mutex "
        "numeric optional random ranges regex set span sstream string string_view thread tuple "
        "variant vector stdlib.h math.h signal.h immintrin.h complex.h tgmath.h";
    static const char *const compilers[] = {"g++", "clang++-14", "clang++-19", NULL};
    static const char *const options[] = {"-std=gnu++11 -O2 -pthread", "-std=c++20", NULL};
    check_headers(*state, headers, "a.cc", compilers, options);
}

/* What libclang by itself would not see, and what it would not understand. */
static void code_for_gcc_is_seen(void **state)
{
    struct project *project = *state;
    if (!is_installed(project, "gcc"))
        skip();
    project_write(
        project, "a.c",
        "#if defined __clang__ || __GNUC__ < 5 || !defined __OPTIMIZE__ || defined _FORTIFY_SOURCE\n"
        "#error not as gcc sees it\n#endif\n"
        "#ifdef __linux__\n#error -U has no effect\n#endif\n"
        "#if unix != 2 || !defined WANTED\n#error -D has no effect\n#endif\n"
        "#include <math.h>\n#include <omp.h>\n#include <stdatomic.h>\n#include <stdlib.h>\n"
        "_Float128 quad; _Float64x wide; _Complex _Float32 small; __float80 eighty; _Decimal64 money;\n"
        "atomic_flag held = ATOMIC_FLAG_INIT; int free_lock[ATOMIC_INT_LOCK_FREE];\n"
        "void f(void) { undeclared(1); int i = \"x\"; __builtin_not_known(i); }\n");
    check(project, "a.c", "gcc -O2 -std=gnu99 -U__linux__ -Dunix=2 -DWANTED -D_FORTIFY_SOURCE=2", false);
}

static void fortified_by_its_own_header(void **state)
{
    struct project *project = *state;
    project_write(project, "config.h", "#define _FORTIFY_SOURCE 2\n");
    project_write(project, "a.c",
                  "#include <stdio.h>\n#include <string.h>\n#include <unistd.h>\n#include <fcntl.h>\n"
                  "#include <syslog.h>\n#include <wchar.h>\n#include <sys/socket.h>\n"
                  "int main(void) { char b[9]; sprintf(b, \"%s\", \"x\"); memcpy(b, \"y\", 2);\n"
                  "return (int)read(0, b, 3) + open(\"x\", 0); }\n");
    if (is_installed(project, "gcc"))
        check(project, "a.c", "gcc -O2 -include config.h", false);
}

/* A driver that finds config.h.pch would take it for a precompiled header. */
static void no_precompiled_headers(void **state)
{
    struct project *project = *state;
    project_write(project, "sub/config.h", "#define CONFIGURED 1\n");
    project_write(project, "sub/config.h.pch", "of another compiler");
    project_write(project, "sub/config.h.gch", "CPCH of another compiler");
    project_write(project, "a.c", "#if !CONFIGURED\n#error not included\n#endif\n");
    static const char *const compilers[] = {"gcc", "clang-19", NULL};
    for (const char *const *compiler = compilers; *compiler; compiler++) {
        if (!is_installed(project, *compiler))
            continue;
        check(project, "a.c", arena_format(project->arena, "%s -include sub/config.h", *compiler), true);
        check(project, "a.c", arena_format(project->arena, "%s -Isub -include config.h", *compiler), true);
    }
}

static void parsing_writes_nothing(void **state)
{
    struct project *project = *state;
    project_write(project, "a.c", "#include \"a.h\"\n");
    project_write(project, "a.h", "");
    project_write(project, "a.d", "mine");
    check(project, "a.c", "gcc -MD -MF a.d -Wp,-MMD,a.d -MT x -save-temps -o a.d", true);
    const char *path = arena_format(project->arena, "%s/a.d", project->folder);
    assert_string_equal(text_read_file(path, NULL, project->arena), "mine");
}

static void deep_nesting(void **state)
{
    struct project *project = *state;
    struct text text = {.arena = project->arena};
    text_add(&text, "int a = ");
    for (int i = 0; i < 300; i++)
        text_add(&text, "(");
    text_add(&text, "1");
    for (int i = 0; i < 300; i++)
        text_add(&text, ")");
    text_add(&text, ";\n");
    project_write(project, "a.c", text_get(&text));
    check(project, "a.c", "gcc", true);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, project_start, project_end)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(headers_of_c),
        TEST(headers_of_old_c),
        TEST(headers_of_cxx),
        TEST(code_for_gcc_is_seen),
        TEST(fortified_by_its_own_header),
        TEST(no_precompiled_headers),
        TEST(parsing_writes_nothing),
        TEST(deep_nesting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

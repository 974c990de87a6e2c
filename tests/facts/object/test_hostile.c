/* SPDX-License-Identifier: Apache-2.0
 *
 * Input that is foreign, damaged or hostile becomes a gap: never a crash, never a hang. Real objects are
 * mutated, with a fixed seed; SIGVET_MUTATIONS says how often (default 300 for each object), SIGVET_FUZZ_FILE names
 * one more file. Run it under the sanitizers.
 */
#include "base/text.h"
#include "facts/object/archive.h"
#include "support.h"
#include <elf.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static const char source[] =
    "#include <signal.h>\nvoid ext(int); extern void (*hook)(int); static void on(int s) { ext(s); hook(s); "
    "}\n"
    "static void (*const table[])(int) = { on, ext }; int sw(int x) { switch (x) { case 0: ext(3); return 1; "
    "case 1: ext(4);\n"
    " return 5; case 2: ext(7); return 9; case 3: ext(8); return 4; case 4: ext(1); return 8; case 5: "
    "hook(2); } return 0; }\n"
    "int main(int n, char **v) { (void)v; signal(2, on); table[n & 1](n); return sw(n); }\n";

static const struct object_facts *read_bytes(struct bench *bench, const void *bytes, size_t length)
{
    struct object_list list = {0};
    object_read_bytes("bytes", bytes, length, bench->names, bench->arena, &list);
    return list.objects.count ? list.objects.items[0] : NULL;
}

static void test_foreign(void **state)
{
    struct bench *bench = bench_new();
    (void)state;
    const struct object_facts *f = bench_compile(bench, &compilers[0], "-O2", source);
    if (!f)
        skip();
    size_t length;
    char *bytes = text_read_file(bench->made, &length, bench->arena);
    assert_true(f->functions.count >= 3);
    char *copy = arena_copy(bytes, length, bench->arena);
    copy[EI_DATA] = ELFDATA2MSB;
    f = read_bytes(bench, copy, length);
    assert_int_equal(f->kind, OBJECT_OTHER);
    assert_non_null(strstr(intern_get(f->names, f->gaps.items[0].why), "big-endian"));
    copy[EI_DATA] = ELFDATA2LSB;
    copy[EI_CLASS] = ELFCLASS32;
    assert_true(has_gap(read_bytes(bench, copy, length), "unread-object"));
    copy[EI_CLASS] = ELFCLASS64;
    copy[18] = 8; /* MIPS */
    assert_true(has_gap(read_bytes(bench, copy, length), "unread-object"));
    for (size_t cut = 0; cut < length; cut += 1 + length / 200) {
        /* A piece of its own: reading behind its end is seen. */
        char *piece = malloc(cut ? cut : 1);
        memcpy(piece, bytes, cut);
        f = read_bytes(bench, piece, cut);
        assert_true(f->gaps.count > 0);
        free(piece);
    }
    assert_true(has_gap(read_bytes(bench, "BC\xc0\xde    ", 8), "lto"));
    assert_true(has_gap(read_bytes(bench, "#!/bin/sh\n", 10), "unread-object"));
    bench_free(bench);
}

static void test_lto(void **state)
{
    struct bench *bench = bench_new();
    (void)state;
    FOR_COMPILERS(c)
    {
        const struct object_facts *f = bench_compile(bench, c, "-O2 -flto", source);
        assert_true(!f || (f->flags & OBJECT_LTO && has_gap(f, "lto")));
        f = c->gcc ? bench_compile(bench, c, "-O2 -flto -ffat-lto-objects", source) : NULL;
        assert_true(!f || (f->flags & OBJECT_LTO && has_gap(f, "lto") && f->functions.count));
    }
    bench_free(bench);
}

static void test_archives(void **state)
{
    struct bench *bench = bench_new();
    (void)state;
    if (!bench_compile(bench, &compilers[0], "-O2 -g", source))
        skip();
    assert_true(bench_run(bench,
                          "cd '%s' && cp unit.out a_member_with_a_rather_long_name.o && cp unit.out b.o && "
                          "ar rcs x.a a_member*.o b.o &&"
                          " ar rcsT thin.a a_member*.o b.o",
                          bench->folder));
    static const char *const files[] = {"x.a", "thin.a"};
    for (unsigned i = 0; i < 2; i++) {
        char path[300];
        struct object_list list = {0};
        snprintf(path, sizeof path, "%s/%s", bench->folder, files[i]);
        object_read(path, bench->names, bench->arena, &list);
        assert_int_equal(list.objects.count, 2);
        assert_int_equal(list.gaps.count, 0);
        for (uint32_t k = 0; k < 2; k++) {
            const struct object_facts *f = list.objects.items[k];
            assert_non_null(find_call(f, "on", "ext"));
            assert_non_null(strstr(intern_get(f->names, i ? f->path : f->member),
                                   k ? "b.o" : "a_member_with_a_rather_long_name.o"));
            struct object_debug debug;
            object_debug(f, bench->arena, &debug);
            assert_int_equal(debug.units.count, 1);
            assert_true(debug.definitions.count >= 3);
        }
    }
    struct object_list list = {0};
    object_read("/nonexistent/x.o", bench->names, bench->arena, &list);
    assert_int_equal(list.gaps.count, 1);
    bench_free(bench);
}

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005U + 1442695040888963407U;
    return *seed >> 20;
}

/* Changes some bytes: anywhere, or in the headers, where they matter most. */
static void mutate(unsigned char *bytes, size_t length, uint64_t *seed)
{
    static const unsigned char favourites[] = {0, 1, 0x7f, 0x80, 0xff, 0xfe, 8, 16};
    uint64_t many = 1 + next_random(seed) % 12, part = next_random(seed) % 4;
    for (uint64_t i = 0; i < many; i++) {
        size_t room = part == 0 ? 64 : length, from = 0;
        if (part == 1 && length > 64 * 40) { /* the section headers are at the end */
            room = 64 * 40;
            from = length - room;
        }
        unsigned char *at = &bytes[from + next_random(seed) % room];
        if (next_random(seed) & 1)
            *at = favourites[next_random(seed) % sizeof favourites];
        else
            *at = (unsigned char)(*at ^ (1U << next_random(seed) % 8));
    }
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void fuzz(const char *path, unsigned times, bool debug)
{
    struct arena *arena = arena_new();
    size_t length;
    unsigned char *bytes = (unsigned char *)text_read_file(path, &length, arena);
    uint64_t seed = length * 77;
    double slowest = 0;
    char changed[64] = "/tmp/sigvet-mutant-XXXXXX";
    int file = debug ? mkstemp(changed) : -1;
    for (unsigned i = 0; bytes && i < times; i++) {
        struct arena *round = arena_new();
        struct object_list list = {0};
        unsigned char *copy = malloc(length);
        memcpy(copy, bytes, length);
        mutate(copy, length, &seed);
        double begin = seconds();
        if (debug) {
            if (pwrite(file, copy, length, 0) != (ssize_t)length || ftruncate(file, (off_t)length) != 0)
                abort();
            object_read(changed, intern_new(round), round, &list);
            for (uint32_t k = 0; k < list.objects.count; k++) {
                struct object_debug result;
                struct object_places places;
                const struct object_facts *f = list.objects.items[k];
                uint32_t *all = arena_array(f->functions.count + 1, sizeof *all, round), count = 0;
                for (uint32_t g = 0; g < f->functions.count; g++)
                    if (f->functions.items[g].body == g)
                        all[count++] = g;
                object_debug(f, round, &result);
                object_places(f, all, count, round, &places);
            }
        } else {
            object_read_bytes("mutant", copy, length, intern_new(round), round, &list);
        }
        double took = seconds() - begin;
        slowest = took > slowest ? took : slowest;
        free(copy);
        arena_free(round);
    }
    if (debug) {
        close(file);
        unlink(changed);
    }
    print_message("%s: %zu bytes, %u mutations, slowest %.0f ms\n", path, length, times, slowest * 1e3);
    assert_true(slowest < 20);
    arena_free(arena);
}

static void test_mutations(void **state)
{
    static const char *const ways[] = {"-O2",
                                       "-O2 -g",
                                       "-O2 -fPIC -ffunction-sections -g -gz",
                                       "-link -O2 -shared -fPIC",
                                       "-link -O2 -shared -fPIC -g",
                                       "-link -O2 -shared -fPIC -s",
                                       "-link -O2 -no-pie -fno-pie -s -Wl,-z,pack-relative-relocs"};
    const char *often = getenv("SIGVET_MUTATIONS");
    unsigned times = often ? (unsigned)atoi(often) : 300;
    struct bench *bench = bench_new();
    (void)state;
    if (getenv("SIGVET_FUZZ_FILE"))
        fuzz(getenv("SIGVET_FUZZ_FILE"), times, true);
    FOR_COMPILERS(c) for (unsigned i = 0; i < sizeof ways / sizeof *ways; i++)
    {
        if (!bench_compile(bench, c, ways[i], source))
            continue;
        fuzz(bench->made, times, strstr(ways[i], "-g") != NULL);
        if (i < 2) {
            bench_run(bench, "cd '%s' && rm -f x.a && cp unit.out u.o && ar rcs x.a u.o", bench->folder);
            fuzz(arena_format(bench->arena, "%s/x.a", bench->folder), times, false);
        }
    }
    bench_free(bench);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_foreign),
        cmocka_unit_test(test_lto),
        cmocka_unit_test(test_archives),
        cmocka_unit_test(test_mutations),
    };
    return cmocka_run_group_tests_name("hostile", tests, NULL, NULL);
}

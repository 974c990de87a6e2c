/* SPDX-License-Identifier: Apache-2.0
 *
 * Names by address: those of this very program are right, and a file that is broken in any place has fewer
 * names or wrong ones, but does no harm.
 */
#include "profiled.h"
#include "sigprof/symbols.h"
#include <elf.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <cmocka.h>

__attribute__((noinline)) static void look_for_me(void)
{
    __asm__ volatile("nop");
}

static struct maps maps;

static const struct mapping *mapping_of(const void *address)
{
    if (maps.count == 0)
        assert_true(maps_look(&maps, 0));
    return maps_find(&maps, (uintptr_t)address, 0);
}

static void own_functions(void **state)
{
    (void)state;
    struct symbols symbols = {0};
    void (*volatile mine)(void) = look_for_me;
    uintptr_t address;
    memcpy(&address, (const void *)&mine, sizeof address);
    mine();
    const struct mapping *mapping = mapping_of((const void *)address);
    assert_non_null(mapping);
    assert_false(symbols_all(&symbols, mapping));
    struct symbol *symbol = symbols_find(&symbols, mapping, address + 1);
    assert_non_null(symbol);
    assert_string_equal(symbol->name, "look_for_me");
    assert_true(symbols_all(&symbols, mapping));
    assert_ptr_equal(symbols_find(&symbols, mapping, address), symbol);
    assert_int_equal(symbol->number, 0);
    symbols_release(&symbols);
}

static void what_is_no_file(void **state)
{
    (void)state;
    static const char *const paths[] = {"[vdso]",    "//anon",          "/",
                                        "/dev/null", "/proc/self/maps", "/no/such (deleted)"};
    struct symbols symbols = {0};
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        struct mapping mapping = {.start = 0x1000, .end = 0x9000, .file = paths[i]};
        assert_null(symbols_find(&symbols, &mapping, 0x2000));
        assert_false(symbols_all(&symbols, &mapping));
    }
    symbols_release(&symbols);
}

static unsigned char *read_whole(const char *path, size_t *size)
{
    struct stat status;
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_int_equal(fstat(fileno(file), &status), 0);
    *size = (size_t)status.st_size;
    unsigned char *bytes = malloc(*size);
    assert_non_null(bytes);
    assert_int_equal(fread(bytes, 1, *size, file), *size);
    fclose(file);
    return bytes;
}

static void look_everywhere(const char *path, size_t size)
{
    struct symbols symbols = {0};
    struct mapping mapping = {.start = 0x10000, .end = 0x10000 + size, .file = path};
    for (uintptr_t address = mapping.start; address < mapping.end; address += 997) {
        struct symbol *symbol = symbols_find(&symbols, &mapping, address);
        if (symbol)
            assert_true(strlen(symbol->name) > 0);
    }
    symbols_release(&symbols);
}

/* Bytes of the header, the tables of segments and sections, and anywhere, become others; the end is cut off.
 */
static void broken_files(void **state)
{
    (void)state;
    size_t size;
    char path[1100];
    unsigned char *right = read_whole("/proc/self/exe", &size);
    unsigned char *bytes = malloc(size);
    const Elf64_Ehdr *header = (const Elf64_Ehdr *)(const void *)right;
    uint64_t seed = 1;
    assert_non_null(bytes);
    snprintf(path, sizeof path, "%s.broken", profiled_file());
    for (int round = 0; round < 300; round++) {
        size_t length = round % 10 == 9 ? size * (size_t)round / 300 : size;
        memcpy(bytes, right, size);
        for (int change = 0; change < 4; change++) {
            seed = seed * 6364136223846793005u + 1442695040888963407u;
            size_t at = seed >> 33;
            if (round % 3 == 0)
                at = sizeof(Elf64_Ehdr) > 16 ? 16 + at % (sizeof(Elf64_Ehdr) - 16) : 0;
            else if (round % 3 == 1)
                at = header->e_shoff + at % (header->e_shnum * sizeof(Elf64_Shdr));
            bytes[at % size] = (unsigned char)(seed >> 24);
        }
        FILE *file = fopen(path, "wb");
        assert_non_null(file);
        fwrite(bytes, 1, length, file);
        fclose(file);
        look_everywhere(path, size);
    }
    unlink(path);
    free(bytes);
    free(right);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(own_functions),
        cmocka_unit_test(what_is_no_file),
        cmocka_unit_test(broken_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}

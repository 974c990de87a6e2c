/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads /proc/self/maps, without malloc or stdio, and the build ids from the notes in memory: the file may be
 * another one by now. Memory is read by way of the kernel, for another thread may unmap it.
 */
#include "sigprof/maps.h"
#include <elf.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FIRST_ROOM = 128, MOST_HEADERS = 64, MOST_NOTES = 4096 };

/* ---- build ids ---- */

static bool read_memory(uintptr_t from, void *to, size_t bytes)
{
    struct iovec local = {to, bytes};
    struct iovec remote = {(void *)from, bytes};
    return process_vm_readv(getpid(), &local, 1, &remote, 1, 0) == (ssize_t)bytes;
}

static bool id_in_notes(const char *notes, size_t size, char *text)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t at = 0; at + sizeof(Elf64_Nhdr) <= size;) {
        Elf64_Nhdr note;
        memcpy(&note, notes + at, sizeof note);
        size_t name = at + sizeof note;
        size_t id = name + ((size_t)note.n_namesz + 3) / 4 * 4;
        size_t next = id + ((size_t)note.n_descsz + 3) / 4 * 4;
        if (next > size)
            return false;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 && memcmp(notes + name, "GNU", 4) == 0 &&
            note.n_descsz <= (BUILD_ID_TEXT - 1) / 2) {
            for (size_t i = 0; i < note.n_descsz; i++) {
                unsigned byte = (unsigned char)notes[id + i];
                text[2 * i] = digits[byte / 16];
                text[2 * i + 1] = digits[byte % 16];
            }
            text[2 * note.n_descsz] = '\0';
            return true;
        }
        at = next;
    }
    return false;
}

/* header: where the file's first byte is mapped. */
static void find_build_id(uintptr_t header, char *text)
{
    Elf64_Ehdr file;
    Elf64_Phdr headers[MOST_HEADERS];
    char notes[MOST_NOTES];
    uintptr_t bias = header;
    text[0] = '\0';
    if (!read_memory(header, &file, sizeof file) || memcmp(file.e_ident, ELFMAG, SELFMAG) != 0 ||
        file.e_phentsize != sizeof *headers || file.e_phnum > MOST_HEADERS ||
        !read_memory(header + file.e_phoff, headers, file.e_phnum * sizeof *headers))
        return;
    for (unsigned i = 0; i < file.e_phnum; i++)
        if (headers[i].p_type == PT_LOAD && headers[i].p_offset == 0)
            bias = header - headers[i].p_vaddr;
    for (unsigned i = 0; i < file.e_phnum; i++)
        if (headers[i].p_type == PT_NOTE && headers[i].p_filesz <= sizeof notes &&
            read_memory(bias + headers[i].p_vaddr, notes, headers[i].p_filesz) &&
            id_in_notes(notes, headers[i].p_filesz, text))
            return;
}

/* ---- the lines of /proc/self/maps ---- */

static struct mapping *add(struct maps *maps)
{
    if (maps->count == maps->room) {
        size_t room = maps->room ? 2 * maps->room : FIRST_ROOM;
        struct mapping *items = memory_take(&maps->memory, room * sizeof *items);
        if (!items)
            return NULL;
        if (maps->count > 0)
            memcpy(items, maps->items, maps->count * sizeof *items);
        maps->items = items;
        maps->room = room;
    }
    return &maps->items[maps->count];
}

/* line: START-END PERMISSIONS OFFSET DEVICE INODE   FILE, a 0 in place of its newline. head: of the last file
 * whose first byte is mapped. */
struct head {
    uintptr_t start;
    const char *file;
};

static bool take_line(struct maps *maps, char *line, struct head *head, uint64_t epoch)
{
    char *at;
    struct mapping seen = {.first = epoch, .last = epoch};
    seen.start = strtoul(line, &at, 16);
    seen.end = strtoul(at + (*at == '-'), &at, 16);
    const char *permissions = at + (*at == ' ');
    if (strlen(permissions) < 5)
        return true;
    seen.offset = strtoul(permissions + 5, &at, 16);
    for (int field = 0; field < 2; field++) {
        at += strspn(at, " ");
        at += strcspn(at, " ");
    }
    seen.file = at + strspn(at, " ");
    if (seen.offset == 0)
        *head = (struct head){seen.start, seen.file};
    if (permissions[2] != 'x')
        return true;
    if (*seen.file == '\0')
        seen.file = "//anon";
    for (size_t i = 0; i < maps->count; i++) {
        struct mapping *old = &maps->items[i];
        if (old->start == seen.start && old->end == seen.end && old->offset == seen.offset &&
            strcmp(old->file, seen.file) == 0) {
            old->last = epoch;
            return true;
        }
    }
    struct mapping *mapping = add(maps);
    char *file = mapping ? memory_take(&maps->memory, strlen(seen.file) + 1) : NULL;
    if (!file)
        return false;
    if (head->file && strcmp(head->file, seen.file) == 0)
        find_build_id(head->start, seen.build_id);
    seen.file = strcpy(file, seen.file);
    *mapping = seen;
    maps->count++;
    return true;
}

/* All of it, a 0 behind; the kernel gives it page by page. */
static char *read_maps(struct memory *memory)
{
    int file = open("/proc/self/maps", O_RDONLY | O_CLOEXEC);
    size_t room = 1 << 16, size = 0;
    char *text = file < 0 ? NULL : memory_take(memory, room);
    ssize_t got;
    while (text && (got = read(file, text + size, room - size - 1)) > 0) {
        size += (size_t)got;
        if (size + 1 < room)
            continue;
        char *larger = memory_take(memory, 2 * room);
        if (larger)
            memcpy(larger, text, size);
        text = larger;
        room *= 2;
    }
    if (file >= 0)
        close(file);
    return text;
}

bool maps_look(struct maps *maps, uint64_t epoch)
{
    struct memory scratch = {0};
    struct head head = {0};
    char *text = read_maps(&scratch);
    bool good = text;
    for (char *line = text; good && line && *line;) {
        char *end = line + strcspn(line, "\n");
        char *next = end + (*end != '\0');
        *end = '\0';
        good = take_line(maps, line, &head, epoch);
        line = next;
    }
    memory_release(&scratch);
    return good;
}

/* Where one library came in the place of another, the younger one that was there already. */
const struct mapping *maps_find(const struct maps *maps, uintptr_t address, uint64_t epoch)
{
    const struct mapping *found = NULL;
    for (size_t i = 0; i < maps->count; i++) {
        const struct mapping *mapping = &maps->items[i];
        if (address >= mapping->start && address < mapping->end && mapping->first <= epoch &&
            mapping->last >= epoch && (!found || mapping->first > found->first))
            found = mapping;
    }
    return found;
}

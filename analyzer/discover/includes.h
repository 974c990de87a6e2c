/* SPDX-License-Identifier: Apache-2.0
 *
 * Files by the folder they are in, and the folders in which a unit's headers are looked for, in the order of the
 * compiler. Folders are the same when the disk says so, however they are spelled, so that no cycle of "../x/y.h" makes new
 * files. Everything is asked of the disk once.
 */
#ifndef SIGVET_DISCOVER_INCLUDES_H
#define SIGVET_DISCOVER_INCLUDES_H

#include "base/map.h"
#include "discover/scan.h"
#include "discover/unit.h"
#include <sys/types.h>

#define NO_FILE UINT32_MAX
#define NO_FOLDER UINT32_MAX

struct folder {
    const char *path;
};

struct file {
    const char *path;
    uint32_t folder;     /* index in tree.folders; NO_FOLDER: it is no file but `text` */
    const char *text;
    const char *trouble; /* why it cannot be read; NULL: it can */
    int64_t mtime_ns;
    off_t size;
};

struct tree {
    struct intern *names;
    struct arena *arena;
    ARRAY(struct folder) folders;
    ARRAY(struct file) files;
    struct map *folder_of_path; /* by name_id; NO_FOLDER: there is none */
    struct map *folder_of_inode;
    struct map *file_of; /* by folder and name_id of what is looked for there */
};

/* Where one set of options looks. */
struct search {
    ARRAY(uint32_t) folders; /* those of -iquote first; indices in tree.folders */
    uint32_t angled;         /* first of those for <x.h> */
    bool open;               /* the compiler also looks elsewhere, nobody knows where */
};

struct tree *tree_new(struct intern *names, struct arena *arena);

/* NO_FOLDER: no such folder. */
uint32_t tree_folder(struct tree *tree, const char *path);

/* The file of that name, which may have slashes, in the folder; NO_FILE: there is none. */
uint32_t tree_file(struct tree *tree, uint32_t folder, name_id name);

/* From the words of unit->parse, or of the unit's own command when it is not parsed. */
void search_read(struct search *search, struct tree *tree, const struct unit *unit);

/* The first file of that name; folder: where a quoted name is looked for first. */
uint32_t search_find(const struct search *search, struct tree *tree, uint32_t folder, bool quoted, name_id name);

/* The value of an option that is the word itself or its beginning, and then *at moves to a value of its own; NULL: it is
 * another one. */
const char *option_value(const char *const *words, uint32_t *at, const char *option);

#endif

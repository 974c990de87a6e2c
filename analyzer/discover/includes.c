/* SPDX-License-Identifier: Apache-2.0
 *
 * Looking up headers as a compiler does: beside the including file, then -iquote, -I, -isystem, the compiler's own and
 * -idirafter; a folder named twice counts where its system use stands.
 */
#include "discover/includes.h"
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct tree *tree_new(struct intern *names, struct arena *arena)
{
    struct tree *tree = arena_alloc(sizeof *tree, arena);
    *tree = (struct tree){.names = names, .arena = arena};
    tree->folder_of_path = map_new(arena);
    tree->folder_of_inode = map_new(arena);
    tree->file_of = map_new(arena);
    return tree;
}

uint32_t tree_folder(struct tree *tree, const char *path)
{
    name_id name = intern_text(tree->names, path);
    uint32_t *known = map_at(tree->folder_of_path, map_pair(1, name));
    if (*known != MAP_NONE)
        return *known - 1;
    struct stat status;
    *known = 0; /* none; kept one higher, for NO_FOLDER is MAP_NONE */
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode))
        return NO_FOLDER;
    uint64_t identity = (uint64_t)status.st_ino * 0x9e3779b97f4a7c15U ^ (uint64_t)status.st_dev;
    uint32_t *folder = map_at(tree->folder_of_inode, identity);
    if (*folder == MAP_NONE) {
        *folder = tree->folders.count;
        *array_push(&tree->folders, tree->arena) = (struct folder){arena_text(path, tree->arena)};
    }
    *known = *folder + 1;
    return *folder;
}

/* The file of that name in the folder, which has no slash. */
static uint32_t find_here(struct tree *tree, uint32_t folder, const char *name)
{
    const char *parent = tree->folders.items[folder].path;
    const char *path = arena_format(tree->arena, "%s/%s", strcmp(parent, "/") == 0 ? "" : parent, name);
    struct stat status;
    struct file file = {.path = path, .folder = folder};
    if (stat(path, &status) == 0) {
        if (S_ISDIR(status.st_mode))
            return NO_FILE;
        file.mtime_ns = (int64_t)status.st_mtim.tv_sec * 1000000000 + status.st_mtim.tv_nsec;
        file.size = status.st_size;
        file.trouble = S_ISREG(status.st_mode) ? NULL : "not a regular file";
    } else if (errno == ENOENT || errno == ENOTDIR || errno == ENAMETOOLONG) {
        return NO_FILE;
    } else {
        file.trouble = arena_text(strerror(errno), tree->arena);
    }
    *array_push(&tree->files, tree->arena) = file;
    return tree->files.count - 1;
}

uint32_t tree_file(struct tree *tree, uint32_t folder, name_id name)
{
    uint32_t known = map_get(tree->file_of, map_pair(folder, name));
    if (known != MAP_NONE)
        return known - 1;
    const char *text = intern_get(tree->names, name);
    const char *slash = strrchr(text, '/');
    uint32_t file = NO_FILE;
    if (slash && slash[1]) {
        const char *path = text[0] == '/'
                               ? arena_copy(text, slash == text ? 1 : (size_t)(slash - text), tree->arena)
                               : arena_format(tree->arena, "%s/%.*s", tree->folders.items[folder].path,
                                              (int)(slash - text), text);
        uint32_t below = tree_folder(tree, path);
        if (below != NO_FOLDER)
            file = tree_file(tree, below, intern_text(tree->names, slash + 1));
    } else if (*text && !slash) {
        file = find_here(tree, folder, text);
    }
    map_set(tree->file_of, map_pair(folder, name), file + 1);
    return file;
}

/* ---- where a unit looks ---- */

enum group { GROUP_QUOTE, GROUP_ANGLE, GROUP_SYSTEM, GROUP_BUILTIN, GROUP_AFTER, GROUPS };

const char *option_value(const char *const *words, uint32_t *at, const char *option)
{
    const char *word = words[*at];
    if (!text_starts(word, option))
        return NULL;
    if (word[strlen(option)])
        return word + strlen(option);
    return words[*at + 1] ? words[++*at] : NULL;
}

struct groups {
    ARRAY(uint32_t) folders[GROUPS];
};

static void add_folder(struct groups *groups, enum group group, struct tree *tree, const struct unit *unit,
                       const char *path)
{
    const char *full = path[0] == '/' ? path : arena_format(tree->arena, "%s/%s", unit->directory, path);
    uint32_t folder = tree_folder(tree, full);
    if (folder != NO_FOLDER)
        *array_push(&groups->folders[group], tree->arena) = folder;
}

/* Takes the option at *at, if it names a folder; true when it makes the search unknowable. */
static bool take_option(struct groups *groups, struct tree *tree, const struct unit *unit, const char *const *words,
                        uint32_t *at)
{
    static const struct {
        const char *option;
        enum group group;
    } options[] = {{"-iquote", GROUP_QUOTE},        {"-isystem-after", GROUP_AFTER}, {"-isystem", GROUP_SYSTEM},
                   {"-cxx-isystem", GROUP_SYSTEM},  {"-idirafter", GROUP_AFTER},     {"-I", GROUP_ANGLE}};
    const char *word = words[*at];
    if (text_starts(word, "-resource-dir=")) {
        add_folder(groups, GROUP_BUILTIN, tree, unit, arena_format(tree->arena, "%s/include", word + 14));
        return false;
    }
    for (size_t i = 0; i < sizeof options / sizeof *options; i++) {
        const char *value = option_value(words, at, options[i].option);
        if (!value)
            continue;
        add_folder(groups, options[i].group, tree, unit, value);
        return value[0] == '=' || value[0] == '$' || strcmp(value, "-") == 0; /* below --sysroot; the old -I- */
    }
    return text_starts(word, "-iwithprefix") || text_starts(word, "-iprefix") || text_starts(word, "-F");
}

static bool contains(const uint32_t *folders, uint32_t count, uint32_t folder)
{
    for (uint32_t i = 0; i < count; i++)
        if (folders[i] == folder)
            return true;
    return false;
}

/* The groups one behind the other; of a folder in several, the system's use stays. */
static void join_groups(struct search *search, const struct groups *groups, struct arena *arena)
{
    for (int group = 0; group < GROUPS; group++) {
        if (group == GROUP_ANGLE)
            search->angled = search->folders.count;
        for (uint32_t i = 0; i < groups->folders[group].count; i++) {
            uint32_t folder = groups->folders[group].items[i];
            bool again = contains(search->folders.items + search->angled, search->folders.count - search->angled,
                                  folder);
            for (int later = group + 1; group == GROUP_ANGLE && later < GROUPS; later++)
                again |= contains(groups->folders[later].items, groups->folders[later].count, folder);
            if (!again)
                *array_push(&search->folders, arena) = folder;
        }
    }
}

void search_read(struct search *search, struct tree *tree, const struct unit *unit)
{
    struct groups groups = {0};
    const char *const *words = unit->parse ? unit->parse : unit->arguments;
    bool own_folders = false; /* the compiler's are among the words */
    bool elsewhere = false;   /* the system's headers are not those of this machine */
    *search = (struct search){0};
    for (uint32_t i = 1; words && words[0] && words[i]; i++) {
        own_folders |= strcmp(words[i], "-nostdlibinc") == 0;
        elsewhere |= text_starts(words[i], "--sysroot") || text_starts(words[i], "-isysroot");
        search->open |= take_option(&groups, tree, unit, words, &i);
    }
    if (!own_folders && !elsewhere) {
        add_folder(&groups, GROUP_AFTER, tree, unit, "/usr/local/include");
        add_folder(&groups, GROUP_AFTER, tree, unit, "/usr/include");
    }
    search->open |= !own_folders;
    join_groups(search, &groups, tree->arena);
}

uint32_t search_find(const struct search *search, struct tree *tree, uint32_t folder, bool quoted, name_id name)
{
    uint32_t file = NO_FILE;
    if (quoted && folder != NO_FOLDER)
        file = tree_file(tree, folder, name);
    for (uint32_t i = quoted ? 0 : search->angled; file == NO_FILE && i < search->folders.count; i++)
        file = tree_file(tree, search->folders.items[i], name);
    if (file == NO_FILE && !search->folders.count && intern_get(tree->names, name)[0] == '/')
        file = tree_file(tree, folder, name);
    return file;
}

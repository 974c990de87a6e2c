/* SPDX-License-Identifier: Apache-2.0
 *
 * AArch64: takes one word, gives a step. The encodings are those of the architecture manual, chapter C4
 * (index by encoding). Branches are few and their list is closed; of the rest only what puts an address or a
 * number into a register is told apart, and every other word is taken to change each register that any of its
 * fields could name.
 */
#include "facts/object/arch.h"
#include <elf.h>
#include <string.h>

enum { SP = 31, X29 = 29 };

static uint32_t bits(uint32_t word, unsigned high, unsigned low)
{
    return word >> low & (((uint32_t)1 << (high - low + 1)) - 1);
}

static int64_t signed_bits(uint32_t word, unsigned high, unsigned low)
{
    uint32_t sign = (uint32_t)1 << (high - low);
    return (int64_t)(bits(word, high, low) ^ sign) - (int64_t)sign;
}

static uint8_t reg(uint32_t word, unsigned low)
{
    return (uint8_t)bits(word, low + 4, low);
}

static uint64_t writes(uint32_t word, unsigned low)
{
    return ((uint64_t)1 << reg(word, low)) & 0x7fffffff; /* 31 is the zero register or the stack pointer */
}

static uint8_t vector_reg(uint32_t word, unsigned low)
{
    return (uint8_t)(VECTOR + reg(word, low));
}

static uint64_t writes_vector(uint32_t word, unsigned low)
{
    return (uint64_t)1 << vector_reg(word, low);
}

static const uint64_t all_vectors = (uint64_t)UINT32_MAX << VECTOR;

static void to_target(struct step *step, uint8_t kind, int64_t words)
{
    step->kind = kind;
    step->target = step->address + (uint64_t)words * 4;
}

/* BR, BLR, RET and their authenticated forms; false: none of them. */
static bool branch_register(uint32_t word, struct step *step)
{
    uint32_t key = bits(word, 11, 10), modifier = bits(word, 4, 0);
    bool plain = bits(word, 24, 24) == 0 && key == 0 && modifier == 0;
    bool zero = bits(word, 24, 24) == 0 && key >= 2 && modifier == 31;
    bool with = bits(word, 24, 24) == 1 && key >= 2;
    uint32_t what = bits(word, 23, 21);
    if (bits(word, 20, 16) != 31 || bits(word, 15, 12) != 0 || !(plain || zero || with))
        return false;
    step->base = reg(word, 5);
    if (what == 0)
        step->kind = STEP_JUMP_POINTER;
    else if (what == 1)
        step->kind = STEP_CALL_POINTER;
    else if ((what == 2 || what == 4 || what == 5) && !with)
        step->kind = STEP_RETURN;
    else
        return false;
    if (step->kind == STEP_RETURN)
        step->base = NO_REGISTER;
    return true;
}

static bool exception(uint32_t word, struct step *step)
{
    uint32_t what = bits(word, 23, 21), level = bits(word, 1, 0);
    if (what == 0 && bits(word, 4, 2) == 0 && level == 1)
        step->kind = STEP_SYSTEM;
    else if ((what == 1 || what == 2) && bits(word, 4, 0) == 0)
        step->kind = STEP_TRAP;
    if (what == 1 && bits(word, 20, 15) == 0x20)
        step->sign = SIGN_KCFI;
    return true;
}

static bool branches_and_system(uint32_t word, struct step *step)
{
    if ((word & 0x7c000000) == 0x14000000)
        to_target(step, word >> 31 ? STEP_CALL : STEP_JUMP, signed_bits(word, 25, 0));
    else if ((word & 0xff000000) == 0x54000000) /* B.cond, BC.cond */
        to_target(step, STEP_BRANCH, signed_bits(word, 23, 5));
    else if ((word & 0x7e000000) == 0x34000000) /* CBZ, CBNZ */
        to_target(step, STEP_BRANCH, signed_bits(word, 23, 5));
    else if ((word & 0x7e000000) == 0x36000000) /* TBZ, TBNZ */
        to_target(step, STEP_BRANCH, signed_bits(word, 18, 5));
    else if ((word & 0xfe000000) == 0xd6000000)
        return branch_register(word, step);
    else if ((word & 0xff000000) == 0xd4000000)
        return exception(word, step);
    else if (word == 0xd503201f)
        step->kind = STEP_PADDING;
    else if ((word & 0xff000000) == 0xd5000000)
        step->writes = writes(word, 0);
    else
        return false; /* newer compare-and-branch forms are in here: better a gap than a missed branch */
    return true;
}

/* ADD and SUB of an immediate; the stack pointer is register 31 here. */
static void add_immediate(uint32_t word, struct step *step)
{
    int64_t value = (int64_t)bits(word, 21, 10) << (bits(word, 22, 22) ? 12 : 0);
    uint8_t target = reg(word, 0), source = reg(word, 5);
    bool subtract = bits(word, 30, 30), flags = bits(word, 29, 29);
    if (flags) {
        step->operation = subtract ? OPERATION_COMPARE : OPERATION_NONE;
        step->base = source;
        step->value = value;
        step->writes = writes(word, 0);
        return;
    }
    if (source == SP && subtract) {
        step->stack = (int32_t)value;
    } else if (target == SP) {
        step->flags |= STEP_GIVES_STACK;
        step->stack = source == SP ? -(int32_t)value : 0;
    }
    if (target == SP && source != SP && source != X29)
        step->flags |= STEP_UNKNOWN_STACK;
    step->writes = writes(word, 0);
    if (target == SP)
        return;
    step->operation = OPERATION_ADD;
    step->reg = target;
    step->base = source;
    step->value = subtract ? -value : value;
}

static void move_wide(uint32_t word, struct step *step)
{
    uint64_t value = (uint64_t)bits(word, 20, 5) << (bits(word, 22, 21) * 16);
    uint32_t what = bits(word, 30, 29);
    step->writes = writes(word, 0);
    step->operation = what == 3 ? OPERATION_INSERT : OPERATION_NUMBER;
    step->reg = reg(word, 0);
    step->scale = (uint8_t)(bits(word, 22, 21) * 16);
    if (what == 0)
        value = ~value;
    step->value = bits(word, 31, 31) ? (int64_t)value : (int64_t)(int32_t)(uint32_t)value;
}

static void immediate(uint32_t word, struct step *step)
{
    if (bits(word, 28, 24) == 0x10) { /* ADR, ADRP */
        int64_t value = signed_bits(word, 23, 5) * 4 + (int64_t)bits(word, 30, 29);
        bool page = word >> 31;
        step->operation = OPERATION_ADDRESS;
        step->memory = MEMORY_FIXED;
        step->target = page ? (step->address & ~(uint64_t)0xfff) + (uint64_t)value * 4096
                            : step->address + (uint64_t)value;
        step->flags |= page ? STEP_PAGE : 0;
        step->reg = reg(word, 0);
        step->writes = writes(word, 0);
    } else if (bits(word, 28, 23) == 0x22) {
        add_immediate(word, step);
    } else if (bits(word, 28, 23) == 0x25 && bits(word, 30, 29) != 1) {
        move_wide(word, step);
    } else {
        step->writes = writes(word, 0);
        if (bits(word, 28, 23) == 0x24 && reg(word, 0) == SP && bits(word, 30, 29) != 3)
            step->flags |= STEP_UNKNOWN_STACK; /* and sp, x, #… */
    }
}

static void registers(uint32_t word, struct step *step)
{
    step->writes = writes(word, 0);
    step->reg = reg(word, 0);
    if ((word & 0x7f200000) == 0x2a000000 && reg(word, 5) == 31 && bits(word, 15, 10) == 0) {
        bool zero = reg(word, 16) == SP;
        step->operation = zero ? OPERATION_NUMBER : OPERATION_COPY;
        step->base = zero ? NO_REGISTER : reg(word, 16);
    } else if ((word & 0x7fe00000) == 0x0b000000 && bits(word, 15, 10) <= 4 && reg(word, 5) != SP &&
               reg(word, 16) != SP) {
        step->operation = OPERATION_ADD;
        step->base = reg(word, 5);
        step->index = reg(word, 16);
        step->scale = (uint8_t)bits(word, 15, 10);
    } else if ((word & 0x1fe00000) == 0x0b200000) { /* extended: here 31 is the stack pointer */
        if (reg(word, 0) == SP && !bits(word, 29, 29))
            step->flags |= STEP_UNKNOWN_STACK;
        if (bits(word, 30, 29) != 0 || reg(word, 0) == SP || reg(word, 5) == SP)
            return;
        step->operation = OPERATION_ADD;
        step->base = reg(word, 5);
        step->index = reg(word, 16);
        step->scale = (uint8_t)bits(word, 12, 10);
        step->flags |= bits(word, 15, 13) >= 4 ? STEP_SIGNED : 0;
    }
}

static void load_literal(uint32_t word, struct step *step)
{
    static const uint8_t widths[2][4] = {{4, 8, 4, 0}, {4, 8, 16, 0}};
    bool vector = bits(word, 26, 26);
    step->target = step->address + (uint64_t)(signed_bits(word, 23, 5) * 4);
    step->width = widths[vector][bits(word, 31, 30)];
    if (!step->width)
        return; /* PRFM */
    step->memory = MEMORY_FIXED;
    step->flags |= STEP_READS;
    if (vector) {
        step->writes = writes_vector(word, 0);
        return;
    }
    step->operation = OPERATION_LOAD;
    step->flags |= bits(word, 31, 30) == 2 ? STEP_SIGNED : 0;
    step->reg = reg(word, 0);
    step->writes = writes(word, 0);
}

/* A register whose contents go to memory. */
static uint8_t stored(uint32_t word, unsigned low)
{
    return reg(word, low) == SP ? ZERO_REGISTER : reg(word, low);
}

/* LDR and STR of one register with an immediate or a register offset. */
static void load_one(uint32_t word, struct step *step)
{
    bool vector = bits(word, 26, 26), scaled = bits(word, 24, 24);
    uint32_t size = bits(word, 31, 30), what = bits(word, 23, 22), mode = bits(word, 11, 10);
    bool load = vector ? what & 1 : what != 0;
    if (vector && what >= 2)
        size = 4;
    step->memory = MEMORY_BASE;
    step->base = reg(word, 5);
    step->width = (uint8_t)(1 << size);
    step->flags |= load ? STEP_READS : STEP_WRITES;
    step->flags |= !vector && what >= 2 ? STEP_SIGNED : 0;
    if (scaled) {
        step->target = (uint64_t)bits(word, 21, 10) << size;
    } else if (bits(word, 21, 21)) {
        step->index = reg(word, 16);
        step->scale = (uint8_t)(bits(word, 12, 12) ? size : 0);
    } else {
        int64_t offset = signed_bits(word, 20, 12);
        step->writes |= mode & 1 ? writes(word, 5) : 0;
        step->target = mode == 1 ? 0 : (uint64_t)offset;
        if (mode == 3 && reg(word, 5) == SP && offset < 0) {
            step->stack = (int32_t)-offset;
        } else if (mode == 1 && reg(word, 5) == SP) {
            step->flags |= STEP_GIVES_STACK;
            step->stack = -(int32_t)offset;
        }
    }
    if (word == 0xf800865e) /* str x30, [x18], #8 */
        step->sign = SIGN_SHADOW_STACK;
    step->reg = vector ? vector_reg(word, 0) : stored(word, 0);
    if (!load)
        step->operation = OPERATION_STORE;
    if (!load || (!vector && size == 3 && what >= 2))
        return;
    step->operation = OPERATION_LOAD;
    step->reg = vector ? vector_reg(word, 0) : reg(word, 0);
    step->writes |= vector ? writes_vector(word, 0) : writes(word, 0);
}

static void load_pair(uint32_t word, struct step *step)
{
    bool vector = bits(word, 26, 26);
    uint32_t size = vector ? 2 + bits(word, 31, 30) : bits(word, 31, 31) ? 3 : 2, mode = bits(word, 24, 23);
    int64_t offset = signed_bits(word, 21, 15) * (1 << size);
    step->memory = MEMORY_BASE;
    step->base = reg(word, 5);
    step->target = mode == 1 ? 0 : (uint64_t)offset;
    step->width = (uint8_t)(1 << size);
    step->flags |= bits(word, 22, 22) ? STEP_READS : STEP_WRITES;
    bool load = bits(word, 22, 22);
    step->operation = load ? OPERATION_NONE : OPERATION_STORE;
    step->reg = vector ? vector_reg(word, 0) : stored(word, 0);
    step->pair = vector ? vector_reg(word, 10) : stored(word, 10);
    if (load)
        step->writes =
            vector ? writes_vector(word, 0) | writes_vector(word, 10) : writes(word, 0) | writes(word, 10);
    step->writes |= mode & 1 ? writes(word, 5) : 0;
    if (mode == 3 && reg(word, 5) == SP && offset < 0) {
        step->stack = (int32_t)-offset;
    } else if (mode == 1 && reg(word, 5) == SP) {
        step->flags |= STEP_GIVES_STACK;
        step->stack = -(int32_t)offset;
    }
}

static void loads_and_stores(uint32_t word, struct step *step)
{
    bool atomic = bits(word, 21, 21) && bits(word, 11, 10) != 2;
    if ((word & 0x3b000000) == 0x18000000)
        load_literal(word, step);
    else if ((word & 0x3b000000) == 0x39000000 || ((word & 0x3b000000) == 0x38000000 && !atomic))
        load_one(word, step);
    else if ((word & 0x3a000000) == 0x28000000)
        load_pair(word, step);
    else if (bits(word, 26, 26))
        step->writes = writes(word, 5) | all_vectors;
    else
        step->writes = writes(word, 0) | writes(word, 5) | writes(word, 10) | writes(word, 16);
}

/* What compilers build pieces of structs with: zero, the low half from a general register, the upper half. */
static void vectors(uint32_t word, struct step *step)
{
    bool immediate = (word & 0x9ff80c00) == 0x0f000400, nothing = !bits(word, 18, 16) && !bits(word, 9, 5);
    bool from_general = (word & 0xfffffc00) == 0x9e670000 || (word & 0xfffffc00) == 0x4e080c00; /* fmov, dup */
    step->writes = writes(word, 0);
    if ((word & 0xfffffc00) == 0x4e181c00) /* mov v.d[1], x: the low half stays */
        return;
    step->writes |= writes_vector(word, 0);
    if (!from_general && !(immediate && nothing && (!bits(word, 29, 29) || bits(word, 15, 12) == 14)))
        return;
    step->reg = vector_reg(word, 0);
    step->writes = writes_vector(word, 0);
    step->operation = from_general ? OPERATION_COPY : OPERATION_NUMBER;
    if (!from_general)
        return;
    step->operation = reg(word, 5) == SP ? OPERATION_NUMBER : OPERATION_COPY;
    step->base = reg(word, 5) == SP ? NO_REGISTER : reg(word, 5);
}

static bool decode(const unsigned char *bytes, uint64_t available, uint64_t address, struct step *step)
{
    if (available < 4)
        return false;
    uint32_t word;
    memcpy(&word, bytes, 4);
    *step = (struct step){.address = address,
                          .size = 4,
                          .reg = NO_REGISTER,
                          .pair = NO_REGISTER,
                          .base = NO_REGISTER,
                          .index = NO_REGISTER};
    switch (bits(word, 28, 25)) {
    case 0: /* UDF, or the matrix extension */
        step->kind = word ? STEP_TRAP : STEP_PADDING;
        if (word >> 31)
            step->kind = STEP_PLAIN;
        return word >> 31 || word >> 16 == 0;
    case 2: /* scalable vectors */
        step->writes = writes(word, 0) | writes_vector(word, 0);
        if ((word & 0xffe0f800) == 0x04605000 || (word & 0xffe0f800) == 0x04205000)
            step->flags |= reg(word, 0) == SP ? STEP_UNKNOWN_STACK : 0; /* addpl, addvl */
        return true;
    case 8:
    case 9:
        immediate(word, step);
        return true;
    case 10:
    case 11:
        return branches_and_system(word, step);
    case 4:
    case 6:
    case 12:
    case 14:
        loads_and_stores(word, step);
        return true;
    case 5:
    case 13:
        registers(word, step);
        return true;
    case 7:
    case 15:
        vectors(word, step);
        return true;
    default:
        return false; /* unallocated */
    }
}

static enum relocation_use use(uint32_t type)
{
    switch (type) {
    case R_AARCH64_ABS64:
    case R_AARCH64_ABS32:
    case R_AARCH64_MOVW_UABS_G0:
    case R_AARCH64_MOVW_UABS_G0_NC:
    case R_AARCH64_MOVW_SABS_G0:
    case R_AARCH64_MOVW_PREL_G0:
    case R_AARCH64_MOVW_PREL_G0_NC:
        return RELOCATION_ABSOLUTE;
    case R_AARCH64_PREL64:
    case R_AARCH64_PREL32:
    case R_AARCH64_PREL16:
    case R_AARCH64_ADR_PREL_LO21:
    case R_AARCH64_LD_PREL_LO19:
    case 314: /* R_AARCH64_PLT32 */
        return RELOCATION_RELATIVE;
    case R_AARCH64_CALL26:
    case R_AARCH64_JUMP26:
    case R_AARCH64_CONDBR19:
    case R_AARCH64_TSTBR14:
        return RELOCATION_BRANCH;
    case R_AARCH64_ADR_PREL_PG_HI21:
    case R_AARCH64_ADR_PREL_PG_HI21_NC:
        return RELOCATION_PAGE;
    case R_AARCH64_ADD_ABS_LO12_NC:
    case R_AARCH64_LDST8_ABS_LO12_NC:
    case R_AARCH64_LDST16_ABS_LO12_NC:
    case R_AARCH64_LDST32_ABS_LO12_NC:
    case R_AARCH64_LDST64_ABS_LO12_NC:
    case R_AARCH64_LDST128_ABS_LO12_NC:
        return RELOCATION_LOW;
    case R_AARCH64_GOT_LD_PREL19:
    case R_AARCH64_LD64_GOT_LO12_NC:
    case R_AARCH64_LD64_GOTPAGE_LO15:
        return RELOCATION_GOT;
    case R_AARCH64_ADR_GOT_PAGE:
        return RELOCATION_GOT_PAGE;
    case R_AARCH64_MOVW_UABS_G1:
    case R_AARCH64_MOVW_UABS_G1_NC:
    case R_AARCH64_MOVW_UABS_G2:
    case R_AARCH64_MOVW_UABS_G2_NC:
    case R_AARCH64_MOVW_UABS_G3:
        return RELOCATION_PAGE; /* the lowest of the four moves has named it */
    case R_AARCH64_GLOB_DAT:
    case R_AARCH64_JUMP_SLOT:
        return RELOCATION_SLOT;
    case R_AARCH64_RELATIVE:
        return RELOCATION_BASE;
    case R_AARCH64_IRELATIVE:
        return RELOCATION_RESOLVER;
    case R_AARCH64_TLSDESC:
    case R_AARCH64_TLSDESC_ADR_PAGE21:
    case R_AARCH64_TLSDESC_LD64_LO12:
    case R_AARCH64_TLSDESC_ADD_LO12:
    case R_AARCH64_TLSDESC_LDR:
    case R_AARCH64_TLSDESC_ADD:
        return RELOCATION_TLSDESC;
    case R_AARCH64_TLSDESC_CALL:
        return RELOCATION_TLSDESC_CALL;
    default:
        /* 512 … 573 are thread-local storage; 1028 … 1030 their slots. */
        return (type >= 512 && type <= 573) || (type >= 1028 && type <= 1030) ? RELOCATION_TLS
                                                                              : RELOCATION_IGNORED;
    }
}

static bool thunk(const char *name, uint8_t *number)
{
    (void)name;
    *number = NO_REGISTER;
    return false;
}

static bool return_thunk(const char *name)
{
    (void)name;
    return false;
}

const struct arch arch_aarch64 = {
    .name = "aarch64",
    .machine = EM_AARCH64,
    .relative = R_AARCH64_RELATIVE,
    .clobbers = 0x4007ffff | (uint64_t)UINT32_MAX << VECTOR, /* x0 … x18, x30 */
    .arguments = {0, 1, 2, 3},
    .system = 8,
    .stack = 31,
    .frame = X29,
    .stack_register = SP,
    .frame_register = X29,
    .saved = 0x1ff80000, /* x19 … x28 */
    .return_bytes = 0,
    .unit = 4,
    .exact_frames = false,
    .relative_to_end = false,
    .decode = decode,
    .use = use,
    .thunk = thunk,
    .return_thunk = return_thunk,
};

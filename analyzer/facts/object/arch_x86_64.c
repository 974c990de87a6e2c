/* SPDX-License-Identifier: Apache-2.0
 *
 * x86-64: takes the bytes of one instruction, gives a step. Zydis decodes; here its operands are reduced to
 * what sigvet follows. Registers have their hardware numbers (rax 0, rcx 1, rdx 2, rbx 3, rsp 4, rbp 5, rsi
 * 6, rdi 7, r8 …).
 */
#include "facts/object/arch.h"
#include <Zydis/Zydis.h>
#include <assert.h>
#include <elf.h>
#include <string.h>

enum { RAX = 0, RCX = 1, RBX = 3, RSP = 4, RBP = 5, RDI = 7 };

/* The general register that a register is part of. Zydis has a function for that, which searches. */
static uint8_t register_of(ZydisRegister reg)
{
    if (reg >= ZYDIS_REGISTER_AX && reg <= ZYDIS_REGISTER_R15)
        return (uint8_t)((reg - ZYDIS_REGISTER_AX) % 16); /* ax …, eax …, rax … */
    if (reg < ZYDIS_REGISTER_AL || reg > ZYDIS_REGISTER_R15B)
        return NO_REGISTER;
    uint8_t at = (uint8_t)(reg - ZYDIS_REGISTER_AL); /* al cl dl bl, ah ch dh bh, spl bpl sil dil, r8b … */
    return at < 4 ? at : (uint8_t)(at - 4);
}

static_assert(ZYDIS_REGISTER_R15B - ZYDIS_REGISTER_AL == 19 && ZYDIS_REGISTER_EAX - ZYDIS_REGISTER_AX == 16 &&
                  ZYDIS_REGISTER_RAX - ZYDIS_REGISTER_EAX == 16 &&
                  ZYDIS_REGISTER_R15 - ZYDIS_REGISTER_RAX == 15,
              "registers of one width have consecutive numbers");

static uint8_t vector_of(ZydisRegister reg)
{
    if (reg >= ZYDIS_REGISTER_XMM0 && reg <= ZYDIS_REGISTER_XMM15)
        return (uint8_t)(VECTOR + (reg - ZYDIS_REGISTER_XMM0));
    if (reg >= ZYDIS_REGISTER_YMM0 && reg <= ZYDIS_REGISTER_YMM15)
        return (uint8_t)(VECTOR + (reg - ZYDIS_REGISTER_YMM0));
    return NO_REGISTER;
}

static bool is_register(const ZydisDecodedOperand *operand)
{
    return operand->type == ZYDIS_OPERAND_TYPE_REGISTER && register_of(operand->reg.value) != NO_REGISTER;
}

static void take_memory(const ZydisDecodedInstruction *from, const ZydisDecodedOperand *operand,
                        struct step *step)
{
    const ZydisDecodedOperandMem *memory = &operand->mem;
    if (memory->type != ZYDIS_MEMOP_TYPE_MEM && memory->type != ZYDIS_MEMOP_TYPE_AGEN)
        return;
    if (memory->segment == ZYDIS_REGISTER_FS || memory->segment == ZYDIS_REGISTER_GS)
        return;
    if (operand->visibility == ZYDIS_OPERAND_VISIBILITY_HIDDEN)
        return;
    step->target = (uint64_t)memory->disp.value;
    step->target_at = from->raw.disp.size ? from->raw.disp.offset : 0;
    step->base = register_of(memory->base);
    step->index = register_of(memory->index);
    step->scale = memory->scale == 8 ? 3 : memory->scale == 4 ? 2 : memory->scale == 2;
    step->width = (uint8_t)(operand->size / 8);
    if (memory->base == ZYDIS_REGISTER_RIP || memory->base == ZYDIS_REGISTER_EIP) {
        step->target += step->address + from->length;
        step->memory = MEMORY_FIXED;
    } else if (memory->base == ZYDIS_REGISTER_NONE) {
        step->memory = memory->index == ZYDIS_REGISTER_NONE ? MEMORY_FIXED : MEMORY_INDEXED;
    } else {
        step->memory = MEMORY_BASE;
    }
    if (memory->type == ZYDIS_MEMOP_TYPE_MEM) {
        step->flags |= operand->actions & ZYDIS_OPERAND_ACTION_MASK_READ ? STEP_READS : 0;
        step->flags |= operand->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE ? STEP_WRITES : 0;
    }
}

static void take_operands(const ZydisDecodedInstruction *from, const ZydisDecodedOperand *operands,
                          struct step *step)
{
    for (unsigned i = 0; i < from->operand_count; i++) {
        const ZydisDecodedOperand *operand = &operands[i];
        if (operand->type == ZYDIS_OPERAND_TYPE_MEMORY) {
            take_memory(from, operand, step);
        } else if (operand->type == ZYDIS_OPERAND_TYPE_IMMEDIATE && !operand->imm.is_relative) {
            step->value = operand->imm.value.s;
            if (operand->visibility != ZYDIS_OPERAND_VISIBILITY_HIDDEN && from->raw.imm[0].size >= 32) {
                step->value_at = from->raw.imm[0].offset;
                step->flags |= STEP_IMMEDIATE;
            }
        } else if (is_register(operand) && operand->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) {
            step->writes |= (uint64_t)1 << register_of(operand->reg.value);
        } else if (operand->type == ZYDIS_OPERAND_TYPE_REGISTER && vector_of(operand->reg.value) != NO_REGISTER &&
                   operand->actions & ZYDIS_OPERAND_ACTION_MASK_WRITE) {
            step->writes |= (uint64_t)1 << vector_of(operand->reg.value);
        }
    }
}

/* Calls and jumps: an immediate, a register or memory. */
static void take_branch(const ZydisDecodedInstruction *from, const ZydisDecodedOperand *operand,
                        uint8_t direct, uint8_t pointer, struct step *step)
{
    step->kind = pointer;
    if (operand->type == ZYDIS_OPERAND_TYPE_IMMEDIATE && operand->imm.is_relative) {
        step->kind = direct;
        step->target = step->address + from->length + operand->imm.value.u;
        step->target_at = from->raw.imm[0].offset;
    } else if (operand->type == ZYDIS_OPERAND_TYPE_REGISTER) {
        step->base = register_of(operand->reg.value);
    }
}

/* Bytes by which an instruction that names the stack pointer first moves it down; INT64_MAX: nobody knows. */
static int64_t stack_growth(const ZydisDecodedInstruction *from, const ZydisDecodedOperand *operands,
                            const struct step *step)
{
    const ZydisDecodedOperand *second = &operands[1];
    bool immediate = second->type == ZYDIS_OPERAND_TYPE_IMMEDIATE;
    switch (from->mnemonic) {
    case ZYDIS_MNEMONIC_SUB:
        return immediate ? step->value : INT64_MAX;
    case ZYDIS_MNEMONIC_ADD:
        return immediate ? -step->value : INT64_MAX;
    case ZYDIS_MNEMONIC_AND: /* to a multiple of a power of two */
        return immediate && step->value < 0 && step->value >= INT32_MIN ? -step->value : INT64_MAX;
    case ZYDIS_MNEMONIC_LEA:
        if (step->index != NO_REGISTER || (step->base != RSP && step->base != RBP))
            return INT64_MAX;
        return step->base == RSP ? -(int64_t)step->target : 0;
    case ZYDIS_MNEMONIC_MOV: /* what a frame pointer holds is above */
        return is_register(second) && register_of(second->reg.value) == RBP ? 0 : INT64_MAX;
    default:
        return operands[0].actions & ZYDIS_OPERAND_ACTION_MASK_WRITE ? INT64_MAX : 0;
    }
}

static void take_stack(const ZydisDecodedInstruction *from, const ZydisDecodedOperand *operands,
                       struct step *step)
{
    int64_t grows = 0;
    if (from->meta.category == ZYDIS_CATEGORY_PUSH)
        grows = from->operand_width / 8;
    else if (from->mnemonic == ZYDIS_MNEMONIC_ENTER)
        grows = INT64_MAX;
    else if (from->operand_count_visible && is_register(&operands[0]) &&
             register_of(operands[0].reg.value) == RSP)
        grows = stack_growth(from, operands, step);
    else if (from->meta.category == ZYDIS_CATEGORY_POP)
        grows = -(from->operand_width / 8);
    if (grows < INT32_MIN || grows > INT32_MAX)
        step->flags |= STEP_UNKNOWN_STACK;
    else
        step->stack = (int32_t)grows;
}

static void take_lea(struct step *step)
{
    if (step->memory == MEMORY_FIXED) {
        step->operation = OPERATION_ADDRESS;
    } else if (step->memory == MEMORY_BASE) {
        step->operation = OPERATION_ADD;
        step->value = (int64_t)step->target;
    }
}

static void take_move(const ZydisDecodedInstruction *from, const ZydisDecodedOperand *operands,
                      struct step *step)
{
    const ZydisDecodedOperand *second = &operands[1];
    if (second->type == ZYDIS_OPERAND_TYPE_MEMORY && step->memory != MEMORY_NONE) {
        step->operation = OPERATION_LOAD;
    } else if (second->type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
        step->operation = OPERATION_NUMBER;
    } else if (is_register(second) && second->size >= 32) {
        step->operation = OPERATION_COPY;
        step->base = register_of(second->reg.value);
    }
    if (from->mnemonic == ZYDIS_MNEMONIC_MOVSXD || from->mnemonic == ZYDIS_MNEMONIC_MOVSX)
        step->flags |= STEP_SIGNED;
}

static void take_sum(const ZydisDecodedOperand *operands, bool subtract, struct step *step)
{
    const ZydisDecodedOperand *second = &operands[1];
    bool immediate = second->type == ZYDIS_OPERAND_TYPE_IMMEDIATE;
    if (!immediate && (subtract || !is_register(second)))
        return;
    step->operation = OPERATION_ADD;
    step->base = register_of(operands[0].reg.value);
    step->index = immediate ? NO_REGISTER : register_of(second->reg.value);
    step->value = !immediate ? 0 : subtract ? (int64_t)(0 - (uint64_t)step->value) : step->value;
}

static bool is_same(const ZydisDecodedOperand *operands)
{
    return is_register(&operands[1]) &&
           register_of(operands[1].reg.value) == register_of(operands[0].reg.value);
}

/* The register that an operand is, a general one or a vector. */
static uint8_t any_register(const ZydisDecodedOperand *operand)
{
    if (operand->type != ZYDIS_OPERAND_TYPE_REGISTER)
        return NO_REGISTER;
    uint8_t reg = register_of(operand->reg.value);
    return reg != NO_REGISTER ? reg : vector_of(operand->reg.value);
}

static bool moves_vector(ZydisMnemonic mnemonic)
{
    switch (mnemonic) {
    case ZYDIS_MNEMONIC_MOVQ:
    case ZYDIS_MNEMONIC_VMOVQ:
    case ZYDIS_MNEMONIC_MOVAPS:
    case ZYDIS_MNEMONIC_VMOVAPS:
    case ZYDIS_MNEMONIC_MOVUPS:
    case ZYDIS_MNEMONIC_VMOVUPS:
    case ZYDIS_MNEMONIC_MOVAPD:
    case ZYDIS_MNEMONIC_VMOVAPD:
    case ZYDIS_MNEMONIC_MOVUPD:
    case ZYDIS_MNEMONIC_VMOVUPD:
    case ZYDIS_MNEMONIC_MOVDQA:
    case ZYDIS_MNEMONIC_VMOVDQA:
    case ZYDIS_MNEMONIC_MOVDQU:
    case ZYDIS_MNEMONIC_VMOVDQU:
        return true;
    default:
        return false;
    }
}

/* A move to memory; of a vector, its low half is what is followed. */
static bool take_store(const ZydisDecodedInstruction *from, const ZydisDecodedOperand *operands, struct step *step)
{
    if (operands[0].type != ZYDIS_OPERAND_TYPE_MEMORY ||
        (from->mnemonic != ZYDIS_MNEMONIC_MOV && !moves_vector(from->mnemonic)))
        return false;
    step->operation = OPERATION_STORE;
    step->reg = any_register(&operands[1]);
    return true;
}

/* Vectors that structs are built in. */
static bool take_vector(const ZydisDecodedInstruction *from, const ZydisDecodedOperand *operands, struct step *step)
{
    uint8_t to = any_register(&operands[0]), other = any_register(&operands[1]);
    bool general = to < VECTOR && (other < VECTOR || other == NO_REGISTER);
    if (to == NO_REGISTER || general)
        return false;
    switch (from->mnemonic) {
    case ZYDIS_MNEMONIC_MOVHPS:
    case ZYDIS_MNEMONIC_MOVHPD:
    case ZYDIS_MNEMONIC_MOVLHPS:
    case ZYDIS_MNEMONIC_PUNPCKLQDQ:
    case ZYDIS_MNEMONIC_PINSRQ: /* the low half stays */
        if (from->mnemonic != ZYDIS_MNEMONIC_PINSRQ || step->value & 1)
            step->writes &= ~((uint64_t)1 << to);
        return true;
    case ZYDIS_MNEMONIC_VPUNPCKLQDQ:
        step->operation = OPERATION_COPY;
        step->base = other;
        break;
    case ZYDIS_MNEMONIC_PXOR:
    case ZYDIS_MNEMONIC_XORPS:
        if (to != other)
            return true;
        step->operation = OPERATION_NUMBER;
        step->value = 0;
        break;
    case ZYDIS_MNEMONIC_VPXOR:
    case ZYDIS_MNEMONIC_VXORPS:
        if (from->operand_count_visible < 3 || other != any_register(&operands[2]))
            return true;
        step->operation = OPERATION_NUMBER;
        step->value = 0;
        break;
    default:
        if (!moves_vector(from->mnemonic))
            return false;
        step->operation = operands[1].type == ZYDIS_OPERAND_TYPE_MEMORY ? OPERATION_LOAD : OPERATION_COPY;
        if (step->operation == OPERATION_COPY)
            step->base = other;
    }
    step->reg = to;
    return true;
}

/* What a mov, add, … does to a register. */
static void take_operation(const ZydisDecodedInstruction *from, const ZydisDecodedOperand *operands,
                           struct step *step)
{
    if (from->mnemonic == ZYDIS_MNEMONIC_CDQE) {
        step->operation = OPERATION_COPY;
        step->base = step->reg = RAX;
        step->flags |= STEP_SIGNED;
    }
    if (from->operand_count_visible < 2)
        return;
    if (from->mnemonic == ZYDIS_MNEMONIC_CMP && operands[1].type == ZYDIS_OPERAND_TYPE_IMMEDIATE) {
        step->operation = OPERATION_COMPARE;
        if (is_register(&operands[0]))
            step->base = register_of(operands[0].reg.value);
    }
    if (take_store(from, operands, step) || take_vector(from, operands, step) || !is_register(&operands[0]) ||
        operands[0].size < 32)
        return;
    switch (from->mnemonic) {
    case ZYDIS_MNEMONIC_LEA:
        take_lea(step);
        break;
    case ZYDIS_MNEMONIC_MOV:
    case ZYDIS_MNEMONIC_MOVSXD:
    case ZYDIS_MNEMONIC_MOVZX:
    case ZYDIS_MNEMONIC_MOVSX:
        take_move(from, operands, step);
        break;
    case ZYDIS_MNEMONIC_ADD:
        take_sum(operands, false, step);
        break;
    case ZYDIS_MNEMONIC_SUB:
        if (!is_same(operands))
            take_sum(operands, true, step);
        break;
    case ZYDIS_MNEMONIC_XOR:
        if (is_same(operands)) {
            step->operation = OPERATION_NUMBER;
            step->value = 0;
        }
        break;
    default:
        return;
    }
    step->reg = register_of(operands[0].reg.value);
}

static void take_kind(const ZydisDecodedInstruction *from, const ZydisDecodedOperand *operands,
                      struct step *step)
{
    if (from->mnemonic == ZYDIS_MNEMONIC_XABORT || from->mnemonic == ZYDIS_MNEMONIC_XEND)
        return; /* Zydis counts them as branches; where they lead, their xbegin has said */
    switch (from->meta.category) {
    case ZYDIS_CATEGORY_CALL:
        take_branch(from, &operands[0], STEP_CALL, STEP_CALL_POINTER, step);
        return;
    case ZYDIS_CATEGORY_UNCOND_BR:
        take_branch(from, &operands[0], STEP_JUMP, STEP_JUMP_POINTER, step);
        return;
    case ZYDIS_CATEGORY_COND_BR:
        take_branch(from, &operands[0], STEP_BRANCH, STEP_BRANCH, step);
        return;
    case ZYDIS_CATEGORY_RET:
    case ZYDIS_CATEGORY_SYSRET:
        step->kind = STEP_RETURN;
        return;
    case ZYDIS_CATEGORY_NOP:
    case ZYDIS_CATEGORY_WIDENOP:
        step->kind = STEP_PADDING;
        step->memory = MEMORY_NONE;
        return;
    default:
        break;
    }
    switch (from->mnemonic) {
    case ZYDIS_MNEMONIC_SYSCALL:
    case ZYDIS_MNEMONIC_SYSENTER:
        step->kind = STEP_SYSTEM;
        break;
    case ZYDIS_MNEMONIC_INT:
        step->kind = (step->value & 0xff) == 0x80 ? STEP_SYSTEM : STEP_PLAIN;
        break;
    case ZYDIS_MNEMONIC_INT3:
        step->kind = STEP_PADDING;
        break;
    case ZYDIS_MNEMONIC_HLT:
    case ZYDIS_MNEMONIC_UD0:
    case ZYDIS_MNEMONIC_UD1:
    case ZYDIS_MNEMONIC_UD2:
        step->kind = STEP_TRAP;
        break;
    default:
        break;
    }
}

static void take_filling(const ZydisDecodedInstruction *from, struct step *step)
{
    if (from->meta.category == ZYDIS_CATEGORY_POP)
        step->flags |= STEP_RESTORES;
    if (!(from->attributes & ZYDIS_ATTRIB_HAS_REP))
        return;
    switch (from->mnemonic) {
    case ZYDIS_MNEMONIC_STOSB:
    case ZYDIS_MNEMONIC_STOSD:
    case ZYDIS_MNEMONIC_STOSQ:
        step->operation = OPERATION_FILL;
        step->base = RDI;
        step->index = RCX;
        step->reg = RAX;
        step->width = from->mnemonic == ZYDIS_MNEMONIC_STOSQ ? 8 : from->mnemonic == ZYDIS_MNEMONIC_STOSD ? 4 : 1;
        break;
    default:
        break;
    }
}

static bool decode(const unsigned char *bytes, uint64_t available, uint64_t address, struct step *step)
{
    ZydisDecoder decoder;
    ZydisDecodedInstruction from;
    ZydisDecodedOperand operands[ZYDIS_MAX_OPERAND_COUNT];
    ZydisDecoderContext context;
    ZydisDecoderInit(&decoder, ZYDIS_MACHINE_MODE_LONG_64, ZYDIS_STACK_WIDTH_64);
    ZyanUSize length =
        available < ZYDIS_MAX_INSTRUCTION_LENGTH ? (ZyanUSize)available : ZYDIS_MAX_INSTRUCTION_LENGTH;
    operands[0].type = operands[1].type =
        ZYDIS_OPERAND_TYPE_UNUSED; /* looked at without asking how many there are */
    if (!ZYAN_SUCCESS(ZydisDecoderDecodeInstruction(&decoder, &context, bytes, length, &from)) ||
        !ZYAN_SUCCESS(ZydisDecoderDecodeOperands(&decoder, &context, &from, operands, from.operand_count)))
        return false;
    *step = (struct step){.address = address,
                          .size = from.length,
                          .reg = NO_REGISTER,
                          .pair = NO_REGISTER,
                          .base = NO_REGISTER,
                          .index = NO_REGISTER};
    take_operands(&from, operands, step);
    take_kind(&from, operands, step);
    if (step->kind == STEP_PLAIN) {
        take_stack(&from, operands, step);
        take_operation(&from, operands, step);
        take_filling(&from, step);
    }
    return true;
}

static enum relocation_use use(uint32_t type)
{
    switch (type) {
    case R_X86_64_64:
    case R_X86_64_32:
    case R_X86_64_32S:
        return RELOCATION_ABSOLUTE;
    case R_X86_64_PC32:
    case R_X86_64_PC64:
    case R_X86_64_PC16:
    case R_X86_64_PC8:
        return RELOCATION_RELATIVE;
    case R_X86_64_PLT32:
        return RELOCATION_BRANCH;
    case R_X86_64_GOTPCREL:
    case R_X86_64_GOTPCRELX:
    case R_X86_64_REX_GOTPCRELX:
    case R_X86_64_GOTPCREL64:
        return RELOCATION_GOT;
    case R_X86_64_GOT32:
    case R_X86_64_GOT64:
    case R_X86_64_GOTPLT64:
        return RELOCATION_GOT_OFFSET;
    case R_X86_64_GOTOFF64:
    case R_X86_64_PLTOFF64:
        return RELOCATION_OFFSET;
    case R_X86_64_GLOB_DAT:
    case R_X86_64_JUMP_SLOT:
        return RELOCATION_SLOT;
    case R_X86_64_RELATIVE:
    case R_X86_64_RELATIVE64:
        return RELOCATION_BASE;
    case R_X86_64_IRELATIVE:
        return RELOCATION_RESOLVER;
    case R_X86_64_TLSDESC:
    case R_X86_64_GOTPC32_TLSDESC:
        return RELOCATION_TLSDESC;
    case R_X86_64_TLSDESC_CALL:
        return RELOCATION_TLSDESC_CALL;
    case R_X86_64_TLSGD:
    case R_X86_64_TLSLD:
    case R_X86_64_DTPOFF32:
    case R_X86_64_DTPOFF64:
    case R_X86_64_GOTTPOFF:
    case R_X86_64_TPOFF32:
    case R_X86_64_TPOFF64:
    case R_X86_64_DTPMOD64:
        return RELOCATION_TLS;
    default:
        return RELOCATION_IGNORED;
    }
}

static bool thunk(const char *name, uint8_t *reg)
{
    static const char *const names[] = {"rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi",
                                        "r8",  "r9",  "r10", "r11", "r12", "r13", "r14", "r15"};
    static const char *const prefixes[] = {"__x86_indirect_thunk_", "__llvm_retpoline_", "__llvm_lvi_thunk_",
                                           "__x86_indirect_call_thunk_", "__x86_indirect_jump_thunk_"};
    *reg = NO_REGISTER;
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++) {
        size_t length = strlen(prefixes[i]);
        if (strncmp(name, prefixes[i], length) != 0)
            continue;
        for (uint8_t r = 0; r < 16; r++)
            if (strcmp(name + length, names[r]) == 0)
                *reg = r;
        return true;
    }
    return false;
}

static bool return_thunk(const char *name)
{
    return strcmp(name, "__x86_return_thunk") == 0;
}

const struct arch arch_x86_64 = {
    .name = "x86-64",
    .machine = EM_X86_64,
    .relative = R_X86_64_RELATIVE,
    .clobbers = 1 << 0 | 1 << 1 | 1 << 2 | 1 << 6 | 1 << 7 | 0xf00 | (uint64_t)0xffff << VECTOR,
    .arguments = {7, 6, 2, 1},
    .system = RAX,
    .stack = 7,
    .frame = 6,
    .stack_register = RSP,
    .frame_register = RBP,
    .saved = 1 << RBX | 1 << RBP | 0xf000,
    .return_bytes = 8,
    .unit = 1,
    .exact_frames = true,
    .relative_to_end = true,
    .decode = decode,
    .use = use,
    .thunk = thunk,
    .return_thunk = return_thunk,
};

/* SPDX-License-Identifier: Apache-2.0
 *
 * void raw_memmove(void *to, const void *from, size_t bytes): the copy of the runtime, which no compiler
 * instruments and no dynamic linker resolves. Hand assembly has no stack check.
 */
    .text
    .globl raw_memmove
    .type raw_memmove, @function
raw_memmove:
    .cfi_startproc
    movq %rdx, %rcx
    movq %rdi, %rax
    subq %rsi, %rax
    cmpq %rdx, %rax /* unsigned: to lies in [from, from + bytes) */
    jb 1f
    rep movsb
    ret
1:  leaq -1(%rdi, %rcx), %rdi
    leaq -1(%rsi, %rcx), %rsi
    std
    rep movsb
    cld
    ret
    .cfi_endproc
    .size raw_memmove, .-raw_memmove

    .section .note.GNU-stack, "", @progbits

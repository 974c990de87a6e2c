/* SPDX-License-Identifier: Apache-2.0
 *
 * The stack check, morestack, and the switches between the stacks of one m. A check is the first instruction
 * of every function that is compiled with -pg -mfentry; it may change nothing but %r11 and the flags.
 * Offsets: thread/g.h.
 */
#define G_GUARD0   16
#define G_GUARD1   24
#define G_SAVED_SP 32
#define G_SAVED_PC 40
#define G_M        48
#define M_G0       0
#define M_GSIGNAL  8

    .text

/* On a foreign thread the load gives 0 and the comparison reads address 16: the crash of the origin. */
    .globl __fentry__
    .type __fentry__, @function
__fentry__:
    .cfi_startproc
    movq current_g@gottpoff(%rip), %r11
    movq %fs:(%r11), %r11
    cmpq G_GUARD0(%r11), %rsp
    jbe morestack
    ret
    .cfi_endproc
    .size __fentry__, .-__fentry__

/* %r11 is g; the return address is in the function that asks. Its arguments are kept, and the check is done
 * again. */
    .globl morestack
    .type morestack, @function
morestack:
    .cfi_startproc
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    pushq %rax
    pushq %rdi
    pushq %rsi
    pushq %rdx
    pushq %rcx
    pushq %r8
    pushq %r9
    pushq %r10
    subq $128, %rsp
    movups %xmm0, (%rsp)
    movups %xmm1, 16(%rsp)
    movups %xmm2, 32(%rsp)
    movups %xmm3, 48(%rsp)
    movups %xmm4, 64(%rsp)
    movups %xmm5, 80(%rsp)
    movups %xmm6, 96(%rsp)
    movups %xmm7, 112(%rsp)
    movq G_M(%r11), %rax
    cmpq M_G0(%rax), %r11 /* neither the system stack nor the signal stack can grow */
    je 1f
    cmpq M_GSIGNAL(%rax), %r11
    je 1f
    movq 8(%rbp), %rdx
    movq %rdx, G_SAVED_PC(%r11)
    movq %rsp, G_SAVED_SP(%r11)
    movq M_G0(%rax), %r10
    movq current_g@gottpoff(%rip), %rcx
    movq %r10, %fs:(%rcx)
    movq G_SAVED_SP(%r10), %rsp
    andq $-16, %rsp
    pushq %r11
    subq $8, %rsp
    movq %r11, %rdi
    call newstack
    addq $8, %rsp
    popq %r11
    movq current_g@gottpoff(%rip), %rcx
    movq %r11, %fs:(%rcx)
    movq G_SAVED_SP(%r11), %rsp
    movups (%rsp), %xmm0
    movups 16(%rsp), %xmm1
    movups 32(%rsp), %xmm2
    movups 48(%rsp), %xmm3
    movups 64(%rsp), %xmm4
    movups 80(%rsp), %xmm5
    movups 96(%rsp), %xmm6
    movups 112(%rsp), %xmm7
    addq $128, %rsp
    popq %r10
    popq %r9
    popq %r8
    popq %rcx
    popq %rdx
    popq %rsi
    popq %rdi
    popq %rax
    popq %rbp
    .cfi_def_cfa %rsp, 8
    jmp __fentry__
1:  int3
    ud2
    .cfi_endproc
    .size morestack, .-morestack

/* The check of a function that must run on a system stack; called by SYSTEM_STACK_ONLY. */
    .globl system_stack_check
    .type system_stack_check, @function
system_stack_check:
    .cfi_startproc
    movq current_g@gottpoff(%rip), %r11
    movq %fs:(%r11), %r11
    cmpq G_GUARD1(%r11), %rsp
    jbe morestackc
    ret
    .cfi_endproc
    .size system_stack_check, .-system_stack_check

    .globl morestackc
    .type morestackc, @function
morestackc:
    .cfi_startproc
    int3
    ud2
    .cfi_endproc
    .size morestackc, .-morestackc

/* void systemstack(void (*function)(void *), void *argument): on g0's stack; at once if it is a system stack
 * already. */
    .globl systemstack
    .type systemstack, @function
systemstack:
    .cfi_startproc
    movq current_g@gottpoff(%rip), %rax
    movq %fs:(%rax), %rdx
    movq G_M(%rdx), %rcx
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    pushq %rbx
    .cfi_offset %rbx, -24
    subq $8, %rsp
    movq %rdi, %r8
    movq %rsi, %rdi
    cmpq M_G0(%rcx), %rdx
    je 1f
    cmpq M_GSIGNAL(%rcx), %rdx
    je 1f
    movq %rdx, %rbx
    movq %rsp, G_SAVED_SP(%rdx)
    movq M_G0(%rcx), %r9
    movq %r9, %fs:(%rax)
    movq G_SAVED_SP(%r9), %rsp
    andq $-16, %rsp
    call *%r8
    movq current_g@gottpoff(%rip), %rax
    movq %rbx, %fs:(%rax)
    movq G_SAVED_SP(%rbx), %rsp
    jmp 2f
1:  call *%r8
2:  addq $8, %rsp
    popq %rbx
    popq %rbp
    .cfi_def_cfa %rsp, 8
    ret
    .cfi_endproc
    .size systemstack, .-systemstack

/* void run_on(struct g *g, void (*function)(void *), void *argument): from g0 onto the user stack of g, and
 * back. */
    .globl run_on
    .type run_on, @function
run_on:
    .cfi_startproc
    pushq %rbp
    .cfi_def_cfa_offset 16
    .cfi_offset %rbp, -16
    movq %rsp, %rbp
    .cfi_def_cfa_register %rbp
    pushq %rbx
    .cfi_offset %rbx, -24
    subq $8, %rsp
    movq %rdi, %rbx
    movq current_g@gottpoff(%rip), %rax
    movq %fs:(%rax), %rcx
    movq %rsp, G_SAVED_SP(%rcx)
    movq %rdi, %fs:(%rax)
    movq 8(%rdi), %rsp
    subq $64, %rsp
    andq $-16, %rsp
    xorl %ebp, %ebp /* frame chains end here */
    movq %rdx, %rdi
    call *%rsi
    movq G_M(%rbx), %rcx
    movq M_G0(%rcx), %rcx
    movq current_g@gottpoff(%rip), %rax
    movq %rcx, %fs:(%rax)
    movq G_SAVED_SP(%rcx), %rsp
    addq $8, %rsp
    popq %rbx
    popq %rbp
    .cfi_def_cfa %rsp, 8
    ret
    .cfi_endproc
    .size run_on, .-run_on

/* What the kernel returns to from a signal handler. */
    .globl signal_return
    .type signal_return, @function
signal_return:
    movl $15, %eax
    syscall
    ud2
    .size signal_return, .-signal_return

    .section .note.GNU-stack, "", @progbits

package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"syscall"
	"time"
)

// How long a child may take to end after SIGTERM. The engine kills this host 5 s after its interrupt; children must
// be gone by then.
const stopGrace = 3 * time.Second

// ownGroup puts a child, which must come from exec.CommandContext, in a process group of its own and stops that
// group with SIGTERM when the context ends. The engine interrupts this host's group with SIGINT, at which a Python
// program would print a KeyboardInterrupt traceback.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	cmd.Cancel = func() error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGTERM) }
	cmd.WaitDelay = stopGrace
}

// finish kills what a stopped child may have left of its group, and tells how the child ended: its exit code (-1
// if it was ended by a signal) or why it could not be run.
func finish(ctx context.Context, cmd *exec.Cmd, err error) (int, error) {
	if cmd.Process != nil && ctx.Err() != nil {
		_ = syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) // fails where nothing is left, which is well
	}
	var exit *exec.ExitError
	switch {
	case err == nil:
		return 0, nil
	case errors.As(err, &exit):
		return exit.ExitCode(), nil
	default:
		return -1, fmt.Errorf("running %s: %w", cmd.Path, err)
	}
}

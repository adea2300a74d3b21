package main

import (
	"context"
	"os/exec"
	"testing"
	"time"

	"google.golang.org/protobuf/types/known/emptypb"
)

func TestCancelStopsProgramsWithSigtermAndLetsLaterOnesRun(t *testing.T) {
	h := newHost(t.Context(), "", "", "")
	first, end := h.programContext(t.Context())
	defer end()
	cmd := exec.CommandContext(first, "/bin/sh", "-c", "trap 'exit 7' TERM; while :; do sleep 0.05; done")
	ownGroup(cmd)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.Sleep(200 * time.Millisecond) // lets the shell set its trap
	if _, err := h.Cancel(t.Context(), &emptypb.Empty{}); err != nil {
		t.Fatal(err)
	}
	if code, err := finish(first, cmd, cmd.Wait()); code != 7 || err != nil {
		t.Errorf("exit code %d, error %v", code, err)
	}
	second, endSecond := h.programContext(t.Context())
	defer endSecond()
	if second.Err() != nil {
		t.Error("a program that starts after Cancel is stopped too")
	}
}

func TestAProgramThatCannotBeStartedIsAnError(t *testing.T) {
	cmd := exec.CommandContext(t.Context(), "/nowhere/python")
	if code, err := finish(context.Background(), cmd, cmd.Run()); code != -1 || err == nil {
		t.Errorf("exit code %d, error %v", code, err)
	}
}

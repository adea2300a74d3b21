package main

import (
	"context"
	"sync"

	"github.com/pulumi/pulumi/sdk/v3/go/common/version"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/protobuf/types/known/emptypb"
)

// host is the LanguageRuntime service. What it does not define (code generation, packing, templates) answers
// "unimplemented", which the CLI understands.
type host struct {
	pulumirpc.UnimplementedLanguageRuntimeServer

	life    context.Context // ends when this process has to stop
	tracing string
	shim    string

	mu             sync.Mutex
	engine         string
	programs       context.Context // ends at the next Cancel
	cancelPrograms context.CancelFunc
}

func newHost(life context.Context, engine, tracing, shim string) *host {
	h := &host{life: life, engine: engine, tracing: tracing, shim: shim}
	h.programs, h.cancelPrograms = context.WithCancel(life)
	return h
}

// Handshake brings the engine's address where the CLI did not start this process itself.
func (h *host) Handshake(
	_ context.Context, req *pulumirpc.LanguageHandshakeRequest,
) (*pulumirpc.LanguageHandshakeResponse, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.engine = req.GetEngineAddress()
	return &pulumirpc.LanguageHandshakeResponse{}, nil
}

// GetPluginInfo tells the release that this host was built from.
func (h *host) GetPluginInfo(context.Context, *emptypb.Empty) (*pulumirpc.PluginInfo, error) {
	return &pulumirpc.PluginInfo{Version: version.Version}, nil
}

// Cancel stops the programs and installations under way with SIGTERM. The engine calls it at normal shutdown too,
// where nothing is left to stop. Plugins go on: the engine has told each of them itself, waits for the operation
// that it is in, and ends its RunPlugin call afterwards.
func (h *host) Cancel(context.Context, *emptypb.Empty) (*emptypb.Empty, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.cancelPrograms()
	h.programs, h.cancelPrograms = context.WithCancel(h.life)
	return &emptypb.Empty{}, nil
}

// RuntimeOptionsPrompts asks nothing at `pulumi new`: an environment without options is complete.
func (h *host) RuntimeOptionsPrompts(
	context.Context, *pulumirpc.RuntimeOptionsRequest,
) (*pulumirpc.RuntimeOptionsResponse, error) {
	return &pulumirpc.RuntimeOptionsResponse{}, nil
}

// programContext is the context of a call that Cancel stops.
func (h *host) programContext(call context.Context) (context.Context, context.CancelFunc) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return endWith(call, h.programs)
}

func (h *host) engineAddress() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.engine
}

// endWith returns a context that ends with either of two.
func endWith(call, other context.Context) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithCancel(call)
	unlink := context.AfterFunc(other, cancel)
	return ctx, func() { unlink(); cancel() }
}

// Command pulumi-language-python runs Pulumi programs, policy packs and plugins written in Python for a Pulumi CLI
// that was built from source (see ../ensure.py). An official installation brings its own and never starts this one.
//
// The CLI finds it beside its own executable or on PATH, starts it with the engine's address as last argument, and
// reads the port of its LanguageRuntime service from the first line of standard output.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	"time"

	"github.com/pulumi/pulumi/sdk/v3/go/common/util/logging"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

// How often the engine is asked whether it is alive. An engine that was killed cannot stop its language host, and
// the programs and plugins below the host would go on without it.
const engineCheckInterval = 2 * time.Second

func main() {
	tracing := flag.String("tracing", "", "where the program sends traces to")
	// A package of the SDK's defines -v and -logtostderr, which the CLI passes with --logflow; InitLogging reads them.
	flag.Parse()
	logging.InitLogging(false, 0, false)
	if err := serve(flag.Arg(0), *tracing); err != nil {
		fmt.Fprintln(os.Stderr, "pulumi-language-python:", err)
		os.Exit(1)
	}
}

// serve answers the engine until it says to stop, dies, or the process is signalled. The engine's address is empty
// where the CLI attaches to a running host (PULUMI_DEBUG_LANGUAGES): Handshake brings it then.
func serve(engine, tracing string) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if engine != "" {
		if err := rpcutil.Healthcheck(ctx, engine, engineCheckInterval, stop); err != nil {
			return fmt.Errorf("cannot watch the engine at %s: %w", engine, err)
		}
	}
	shim, err := shimPath()
	if err != nil {
		return err
	}
	quit := make(chan bool)
	context.AfterFunc(ctx, func() { close(quit) })
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: quit, // waits for the calls under way, which end with ctx
		Init: func(server *grpc.Server) error {
			pulumirpc.RegisterLanguageRuntimeServer(server, newHost(ctx, engine, tracing, shim))
			return nil
		},
	})
	if err != nil {
		return err
	}
	fmt.Println(handle.Port)
	return <-handle.Done
}

var errNoDebugger = errors.New(
	"this build of pulumi-language-python cannot attach a debugger; the official Pulumi installation can")

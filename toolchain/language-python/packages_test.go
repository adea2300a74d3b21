package main

import (
	"os"
	"path/filepath"
	"slices"
	"testing"

	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
)

// environmentWith makes a virtual environment that holds these files in its site-packages.
func environmentWith(t *testing.T, files map[string]string) *pulumirpc.ProgramInfo {
	t.Helper()
	info := programInfo(t, map[string]any{"virtualenv": "venv"})
	for name, content := range files {
		file := filepath.Join(info.RootDirectory, "venv", "lib", "python3.12", "site-packages", name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return info
}

func TestPluginsAreReadFromInstalledPackages(t *testing.T) {
	info := environmentWith(t, map[string]string{
		"pulumi_aws/pulumi-plugin.json":              `{"resource": true, "name": "aws", "version": "7.51.1"}`,
		"pulumi_policy/pulumi-plugin.json":           `{"resource": false}`,
		"pulumi_two_words/pulumi-plugin.json":        `{"resource": true}`,
		"pulumi_two_words-1.2.3.dist-info/INSTALLER": "pip",
	})
	response, err := (&host{}).GetRequiredPackages(t.Context(), &pulumirpc.GetRequiredPackagesRequest{Info: info})
	if err != nil {
		t.Fatal(err)
	}
	var found []string
	for _, dependency := range response.GetPackages() {
		found = append(found, dependency.GetKind()+" "+dependency.GetName()+" "+dependency.GetVersion())
	}
	if want := []string{"resource aws 7.51.1", "resource two-words 1.2.3"}; !slices.Equal(found, want) {
		t.Errorf("%v, not %v", found, want)
	}
}

func TestDependenciesOfDependenciesAreListedOnRequestOnly(t *testing.T) {
	info := environmentWith(t, map[string]string{
		"pulumi_aws-7.51.1.dist-info/METADATA": "Name: pulumi-aws\nRequires-Dist: parver>=0.2.1\n" +
			"Requires-Dist: Six; extra == \"old\"\n\nRequires-Dist: pulumi-aws\n",
		"parver-0.5.dist-info/METADATA": "Name: parver\n",
		"six-1.17.0.dist-info/METADATA": "Name: six\n",
	})
	for transitive, want := range map[bool][]string{
		true:  {"parver 0.5", "pulumi-aws 7.51.1", "six 1.17.0"},
		false: {"pulumi-aws 7.51.1", "six 1.17.0"},
	} {
		response, err := (&host{}).GetProgramDependencies(t.Context(),
			&pulumirpc.GetProgramDependenciesRequest{Info: info, TransitiveDependencies: transitive})
		if err != nil {
			t.Fatal(err)
		}
		var found []string
		for _, dependency := range response.GetDependencies() {
			found = append(found, dependency.GetName()+" "+dependency.GetVersion())
		}
		if !slices.Equal(found, want) {
			t.Errorf("transitive %v: %v, not %v", transitive, found, want)
		}
	}
}

func TestThePythonVersionIsReadFromTheEnvironment(t *testing.T) {
	file := filepath.Join(t.TempDir(), "pyvenv.cfg")
	if got := venvVersion(file); got != "" {
		t.Errorf("%q without a file", got)
	}
	for content, want := range map[string]string{
		"home = /usr/bin\nversion = 3.12.1\n": "3.12.1",
		"uv = 0.13\nversion_info = 3.13.0\n":  "3.13.0",
		"home = /usr/bin\n":                   "",
	} {
		if err := os.WriteFile(file, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if got := venvVersion(file); got != want {
			t.Errorf("%q from %q", got, content)
		}
	}
}

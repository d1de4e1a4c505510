package dev.headroom.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.headroom.Headroom;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandsTest {

  private static final List<String> LOCAL = List.of("serve", "check", "callback", "sandbox");

  static Stream<String> operators() {
    return Headroom.commandLine().getSubcommands().keySet().stream()
        .filter(name -> !LOCAL.contains(name));
  }

  @ParameterizedTest
  @MethodSource("operators")
  @DisplayName("The help of an operator's command has examples of itself, and fits 100 columns")
  void help(String name) {
    String help = Headroom.commandLine().getSubcommands().get(name).getUsageMessage();
    assertThat(help).contains("Examples:", "  headroom " + name);
    assertThat(help.lines()).allMatch(line -> line.length() <= 100);
  }

  @ParameterizedTest
  @MethodSource("operators")
  @DisplayName("No command takes a token as an argument")
  void token(String name) {
    CommandLine command = Headroom.commandLine().getSubcommands().get(name);
    assertThat(command.getCommandSpec().optionsMap().keySet())
        .noneMatch(option -> option.contains("token"));
  }

  @ParameterizedTest
  @MethodSource("operators")
  @DisplayName("The guide to the command line knows every operator's command")
  void guide(String name) throws IOException {
    assertThat(Files.readString(Path.of("docs", "cli.md")))
        .containsPattern("\\| `" + name + "[ `]");
  }

  private record Ended(int exitCode, String err) {}

  private static Ended run(String... arguments) {
    StringWriter err = new StringWriter();
    int exitCode = Headroom.commandLine().setErr(new PrintWriter(err, true)).execute(arguments);
    return new Ended(exitCode, err.toString());
  }

  @Test
  @DisplayName("What is not said clearly is asked for, with exit code 2, before anything is called")
  void unclear() {
    assertThat(run("restore"))
        .isEqualTo(
            new Ended(
                2,
                "headroom: it is not said who is to come back\n"
                    + "  Name either a run, or a span of time with --from.\n"));
    assertThat(run("restore", "r1", "--from", "2h").exitCode()).isEqualTo(2);
    assertThat(run("restore", "r1", "--group", "g").err()).contains("belong to --from");
    assertThat(run("restore", "--from", "2h", "--account", "a").err()).contains("belongs to a run");
    assertThat(run("redrive").err()).contains("Name a group, or say --all");
    assertThat(run("redrive", "g", "--all").exitCode()).isEqualTo(2);
    assertThat(run("pause", "--until", "soon").err()).contains("'soon' is no time");
    assertThat(run("status", "--url", "nowhere").err()).contains("is no URL");
    assertThat(run("plan").exitCode()).isEqualTo(2);
  }
}

package dev.headroom;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
@Command(name = "sandbox")
final class SandboxCommand implements Callable<Integer> {
  @Override
  public Integer call() { return 0; }
}

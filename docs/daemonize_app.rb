# daemonize_app: rack's seven lines for Ruby before 1.9, as the article has them,
# and a row after each stage, as build/05-reopen --letters prints it.
#
# Try: ruby docs/daemonize_app.rb
# Try: build/inspect --run ruby -r ./docs/daemonize_app.rb -e 'sleep 60'

INSPECT = File.expand_path("../../build/inspect", __FILE__)
File.executable?(INSPECT) or abort "daemonize_app: #{INSPECT} is not built: make"
ROWS = STDOUT.dup # no program that Ruby starts inherits it
ROWS.sync = true  # or a fork would copy what is not yet written
CLEAR = ROWS.tty? && ENV["TERM"] != "dumb" ? "\r\e[K" : "" # the shell's prompt
LINE = "%-11s%6s%6s%6s%6s %-8s%-6s%-6s%-6s%s"
LETTERS = Hash.new { |known, id| known[id] = (65 + known.size).chr }

def row(stage)
  # The kernel gives a child to its adopter at some moment of the parent's exit. After
  # break the loop returns nil: then nothing is aborted.
  5000.times { Process.ppid == $pid ? sleep(0.001) : break } and
    abort "daemonize_app: the parent is still there after 5 seconds"
  $pid = Process.pid
  table = IO.popen([INSPECT, $pid.to_s], "rb") { |output| output.readlines }
  names, cells = table.first(2).map { |line| line.chomp.split(" ", 10).drop(1) }
  cells[0, 4] = cells[0, 4].map { |id| LETTERS[id] }
  print_line "STAGE", names, names unless $above
  print_line stage, cells, $above || cells
  $above = cells
end

def print_line(stage, cells, above)
  marked = cells.zip(above).map { |new, old| new + (new == old ? " " : "*") }
  ROWS.puts CLEAR + (LINE % [stage, *marked]).rstrip
end

row "foreground"
exit if fork
row "fork"
Process.setsid
row "setsid"
exit if fork
row "second-fork"
Dir.chdir "/"
row "chdir"
STDIN.reopen "/dev/null"
STDOUT.reopen "/dev/null", "a"
STDERR.reopen "/dev/null", "a"
row "reopen"
ROWS.close

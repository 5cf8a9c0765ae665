# Hands every message on standard input to SpamAssassin, local rules only, in one process. Each message is preceded by a line with
# its length in bytes. For each it prints one line: the score, a tab, and the rules that fired with what each one added.
use strict;
use warnings;
use Mail::SpamAssassin;

my $home = shift or die "usage: spam.pl DIRECTORY\n";
my $filter = Mail::SpamAssassin->new({
    local_tests_only => 1, dont_copy_prefs => 1, userstate_dir => $home, home_dir_for_helpers => $home, userprefs_filename => "$home/user_prefs",
    # A verdict must not depend on what this machine's filter has learnt before.
    post_config_text => "use_bayes 0\nuse_auto_whitelist 0\n",
});
$filter->compile_now(0);
binmode STDIN;
$| = 1;
while (defined(my $line = <STDIN>)) {
    chomp $line;
    read(STDIN, my $raw, $line) == $line or die "the input ends within a message\n";
    my $mail   = $filter->parse($raw);
    my $status = $filter->check($mail);
    my $fired  = $status->get_names_of_tests_hit_with_scores();
    printf "%.1f\t%s\n", $status->get_score(), $fired;
    $status->finish();
    $mail->finish();
}

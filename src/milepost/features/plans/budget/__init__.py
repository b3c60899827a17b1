"""The programme's money: budget lines, planned and spent, summed beside the budget and by phase and category."""

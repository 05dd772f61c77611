# Add to module.endpoints:
variable "app_a_subnet_id" {
  type = string
}

# Set in module.endpoints:
module "endpoints" {
  app_a_subnet_id = aws_subnet.app["a"].id
  app_b_subnet_id = aws_subnet.app["b"].id
}

# Add to module.endpoints:
variable "app_b_subnet_id" {
  type = string
}

# Set in module.endpoints.aws_vpc_endpoint.api:
resource "aws_vpc_endpoint" "api" {
  subnet_ids = [var.app_a_subnet_id, var.app_b_subnet_id]
}
